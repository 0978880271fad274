package souk.sdk.object;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import souk.core.error.SoukException;
import souk.core.merkle.RangeProof;
import souk.core.merkle.Span;
import souk.core.value.Digest;

/// An object's bytes, each checked against the object's root before it is handed out: with the root from
/// somewhere else than the gateway (from when it was written, or computed from the original) nobody who
/// serves them need be trusted. At the first wrong byte it fails and stays failed; that the object ends
/// where it seems to is proven too.
///
/// It reads windows of [#WINDOW_BYTES] bytes and holds one in memory. One owner at a time.
public final class VerifiedRead extends InputStream {
    /// Bytes asked for at once. Windows begin at multiples, so that no chunk is read twice.
    public static final int WINDOW_BYTES = 8 * Span.CHUNK_BYTES;

    private final ProvenRanges source;
    private final Digest root;
    private long at;
    private long end;
    private OptionalLong size = OptionalLong.empty();
    private byte[] window = new byte[0];
    private int taken;
    private Optional<UnprovenException> failure = Optional.empty();

    private VerifiedRead(ProvenRanges source, Digest root, long from, long toExclusive) {
        this.source = Objects.requireNonNull(source, "source");
        this.root = Objects.requireNonNull(root, "root");
        this.at = from;
        this.end = toExclusive;
    }

    /// The whole object.
    public static VerifiedRead whole(ProvenRanges source, Digest root) {
        return new VerifiedRead(source, root, 0, Long.MAX_VALUE);
    }

    /// A range of it, up to its end if it ends before.
    ///
    /// @throws IllegalArgumentException unless 0 ≤ from ≤ toExclusive
    public static VerifiedRead range(ProvenRanges source, Digest root, long from, long toExclusive) {
        if (from < 0 || from > toExclusive) {
            throw new IllegalArgumentException("no range: " + from + " to " + toExclusive);
        }
        return new VerifiedRead(source, root, from, toExclusive);
    }

    /// The proven size of the object, known once something was read.
    public OptionalLong size() {
        return size;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws UnprovenException when the next bytes are not the object's, and on every call after
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (failure.isPresent()) {
            throw new UnprovenException("the read has failed before", failure.get());
        }
        if (taken == window.length && !fill()) {
            return -1;
        }
        int count = Math.min(length, window.length - taken);
        System.arraycopy(window, taken, target, offset, count);
        taken += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (at >= end) {
            return false;
        }
        long stop = Math.min(end, (at / WINDOW_BYTES + 1) * WINDOW_BYTES);
        try {
            window = proven(source.read(at, stop), stop);
        } catch (UnprovenException e) {
            failure = Optional.of(e);
            window = new byte[0];
            throw e;
        }
        taken = 0;
        at += window.length;
        return window.length > 0;
    }

    private byte[] proven(ProvenRanges.Answer answer, long stop) throws UnprovenException {
        var bytes = answer.bytes();
        var total = proof(answer).verify(root, at, bytes);
        if (total.isEmpty()) {
            throw new UnprovenException("bytes from " + at + " on are not those of the object with the root " + root);
        }
        size = total;
        end = Math.min(end, total.getAsLong());
        if (bytes.length != Math.max(0, Math.min(stop, end) - at)) {
            throw new UnprovenException("asked for " + at + " to " + stop + ", but " + bytes.length + " bytes came");
        }
        return bytes;
    }

    private static RangeProof proof(ProvenRanges.Answer answer) throws UnprovenException {
        try {
            return RangeProof.decode(answer.proof());
        } catch (SoukException e) {
            throw new UnprovenException("there is no proof in the answer", e);
        }
    }
}
