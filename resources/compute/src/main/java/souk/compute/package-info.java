@NullMarked
package souk.compute;

import org.jspecify.annotations.NullMarked;
