package souk.core.segment;

import java.util.Set;

/// The outcome of decoding some stripes.
public sealed interface Decoded {
    /// The plaintext, every byte of it authenticated.
    ///
    /// @param bytes of the stripes, without padding; the array is the receiver's
    /// @param position of the first byte in the segment
    /// @param corrupt numbers of the given shards that turned out wrong; to be reported and fetched elsewhere
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Plain(byte[] bytes, long position, Set<Integer> corrupt) implements Decoded {
        public Plain {
            corrupt = Set.copyOf(corrupt);
        }
    }

    /// No combination tried of the given shards opened this frame: give more shards.
    ///
    /// @param frame the first frame that did not open
    record Undecodable(int frame) implements Decoded {}
}
