@NullMarked
package souk.core.value;

import org.jspecify.annotations.NullMarked;
