/// Which providers hold the parts of something that must survive the loss of some.
@NullMarked
package souk.core.placement;

import org.jspecify.annotations.NullMarked;
