package souk.gateway.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// Where the bytes of objects live: sealed, coded and spread over providers, one segment at a time.
///
/// Methods block and may be called by many threads at once.
public interface SegmentStore {
    /// Told how a segment will be found before anything is stored of it; once that is noted durably, a crash at any
    /// later step leaves nothing that [#delete] could not release.
    @FunctionalInterface
    interface Plan {
        /// @param manifest opaque; good for [#delete] only
        void note(String manifest) throws IOException;
    }

    /// Many bodies in one segment.
    ///
    /// @param manifest of the segment
    /// @param bodies one for each body that was given, in the same order
    record Packed(String manifest, List<SegmentRef> bodies) {
        public Packed {
            bodies = List.copyOf(bodies);
        }
    }

    /// Stores the next bytes of a stream as one segment and returns once it is durable.
    ///
    /// Reads until `maxBytes` or the end of the stream, whichever is first. The stream holds at least one byte and
    /// is not closed. When reading it fails, nothing is kept and its exception is rethrown, bare or as a cause.
    ///
    /// @param maxBytes 1 to 64 MiB; memory is taken for as much, so the closer the better
    /// @throws IOException when too few providers took their part in time, or stream or plan failed
    SegmentRef write(SegmentScope scope, InputStream plaintext, long maxBytes, Plan plan) throws IOException;

    /// Stores small bodies together as one segment, each under a key of its own, and returns once it is durable.
    ///
    /// @param bodies at least one, none empty, at most [Packer#PACK_BYTES] together
    /// @throws IOException when too few providers took their part in time, or the plan failed
    Packed pack(SegmentScope scope, List<byte[]> bodies, Plan plan) throws IOException;

    /// Opens a range of the concatenation of the segments; the caller closes the stream.
    ///
    /// @param from first byte, counted from the start of the first segment given
    /// @param toExclusive one after the last byte
    /// @throws IOException when too few providers answer; may also be thrown while reading
    InputStream read(SegmentScope scope, List<SegmentRef> segments, long from, long toExclusive) throws IOException;

    /// Releases segments no object refers to any more; unknown ones are ignored, so that it can be repeated.
    ///
    /// @param manifests of whole segments, or what a plan was told
    /// @throws IOException when it should be tried again later
    void delete(SegmentScope scope, List<String> manifests) throws IOException;

    /// How well segments are kept now; empty when nothing is known of them.
    Optional<BodyHealth> health(List<SegmentRef> segments);

    /// What it costs to keep segments where they are now.
    StorageCost cost(List<SegmentRef> segments);
}
