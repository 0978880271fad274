/// Authenticated encryption of segments in frames, and wrapping of their keys.
@NullMarked
package souk.core.seal;

import org.jspecify.annotations.NullMarked;
