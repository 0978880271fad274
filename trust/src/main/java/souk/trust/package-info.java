@NullMarked
package souk.trust;

import org.jspecify.annotations.NullMarked;
