@NullMarked
package souk.core.placement;

import org.jspecify.annotations.NullMarked;
