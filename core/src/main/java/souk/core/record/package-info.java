@NullMarked
package souk.core.record;

import org.jspecify.annotations.NullMarked;
