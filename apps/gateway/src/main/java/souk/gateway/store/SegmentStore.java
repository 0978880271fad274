package souk.gateway.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// Where the bytes of objects live: sealed, coded and spread over providers, one segment at a time.
///
/// Methods block and may be called by many threads at once.
public interface SegmentStore {
    /// Stores the next bytes of a stream as one segment and returns once it is durable.
    ///
    /// Reads until `maxBytes` or the end of the stream, whichever is first. The stream holds at least one byte and
    /// is not closed. When reading it fails, nothing is kept and its exception is rethrown, bare or as a cause.
    ///
    /// @param maxBytes 1 to 64 MiB
    /// @throws IOException when too few providers took their part in time, or the stream failed
    SegmentRef write(SegmentScope scope, InputStream plaintext, long maxBytes) throws IOException;

    /// Opens a range of the concatenation of the segments; the caller closes the stream.
    ///
    /// @param from first byte, counted from the start of the first segment given
    /// @param toExclusive one after the last byte
    /// @throws IOException when too few providers answer; may also be thrown while reading
    InputStream read(SegmentScope scope, List<SegmentRef> segments, long from, long toExclusive) throws IOException;

    /// Releases segments no object refers to any more; unknown ones are ignored, so that it can be repeated.
    ///
    /// @throws IOException when it should be tried again later
    void delete(SegmentScope scope, List<SegmentRef> segments) throws IOException;

    /// How durable a segment was when its write returned.
    Durability acknowledged(SegmentRef segment);

    /// How well segments are kept now; empty when nothing is known of them.
    Optional<BodyHealth> health(List<SegmentRef> segments);
}
