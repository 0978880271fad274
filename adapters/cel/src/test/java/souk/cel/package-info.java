@NullMarked
package souk.cel;

import org.jspecify.annotations.NullMarked;
