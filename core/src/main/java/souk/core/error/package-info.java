@NullMarked
package souk.core.error;

import org.jspecify.annotations.NullMarked;
