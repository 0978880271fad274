package souk.gateway.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import souk.core.error.SoukException;

/// Opens ranges of bodies, wherever their bytes are.
public final class BodyReader {
    private final SegmentStore segments;

    public BodyReader(SegmentStore segments) {
        this.segments = segments;
    }

    /// A range of the concatenation of the pieces; the caller closes the stream.
    ///
    /// @param from first byte, counted from the start of the first piece given
    /// @param toExclusive one after the last byte
    /// @throws IOException when too few providers answer; may also be thrown while reading
    public InputStream open(SegmentScope scope, List<Piece> pieces, long from, long toExclusive) throws IOException {
        var streams = new ArrayList<InputStream>();
        var run = new ArrayList<SegmentRef>();
        long start = 0;
        long at = 0;
        for (var piece : pieces) {
            if (piece instanceof Piece.Stored(var segment)) {
                run.add(segment);
            } else if (piece instanceof Piece.Inline inline) {
                openRun(streams, scope, run, from - start, Math.min(toExclusive, at) - start);
                streams.add(inline(scope, inline, from - at, toExclusive - at));
                start = at + inline.length();
            }
            at += piece.length();
        }
        openRun(streams, scope, run, from - start, Math.min(toExclusive, at) - start);
        return streams.size() == 1 ? streams.getFirst() : new SequenceInputStream(Collections.enumeration(streams));
    }

    /// Segments in a row are one stream, which reads ahead across them.
    private void openRun(
            List<InputStream> streams, SegmentScope scope, List<SegmentRef> run, long from, long toExclusive)
            throws IOException {
        long first = Math.max(0, from);
        if (first < toExclusive && !run.isEmpty()) {
            streams.add(segments.read(scope, List.copyOf(run), first, toExclusive));
        }
        run.clear();
    }

    private static InputStream inline(SegmentScope scope, Piece.Inline piece, long from, long toExclusive)
            throws IOException {
        try {
            var plain = InlineSeal.open(scope.key(), piece);
            int first = Math.clamp(from, 0, plain.length);
            int last = Math.clamp(toExclusive, first, plain.length);
            return new ByteArrayInputStream(plain, first, last - first);
        } catch (SoukException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
