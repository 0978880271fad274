package souk.gateway.store;

import java.security.SecureRandom;
import java.util.Arrays;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.seal.FrameOpener;
import souk.core.seal.FrameSealer;
import souk.core.seal.Frames;
import souk.core.seal.PathKey;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// Bodies so small that the metadata holds them, encrypted: a random id, then one frame under a key that the
/// bucket's key gives for that id alone. Such keys never repeat, however many bodies a bucket has, and need no
/// room of their own. Frames come in steps of 1 KiB, so the file tells sizes only as closely.
public final class InlineSeal {
    /// The most a body may have. As much goes to 24 providers for the price of 24 requests, whatever its size.
    public static final int MAX_BYTES = 4 * 1024;

    private static final String PLACE = "inline";

    private InlineSeal() {}

    /// Encrypts 1 to [#MAX_BYTES] bytes.
    public static Piece.Inline seal(BucketKey bucket, byte[] plain, SecureRandom random) {
        var id = new byte[Digest.BYTES];
        random.nextBytes(id);
        int cells = cells(plain.length);
        var sealed = Arrays.copyOf(id, Digest.BYTES + Frames.sealedBytes(cells));
        new FrameSealer(key(bucket, Digest.of(id)), Digest.of(id), cells)
                .sealLast(plain, 0, plain.length, sealed, Digest.BYTES);
        return new Piece.Inline(sealed, plain.length);
    }

    /// @throws SoukException `CORRUPT` when it was not sealed under this bucket's key
    static byte[] open(BucketKey bucket, Piece.Inline piece) {
        int length = Math.toIntExact(piece.length());
        int cells = cells(length);
        var sealed = piece.sealed();
        var plain = new byte[Frames.plainBytes(cells)];
        boolean whole = sealed.length == Digest.BYTES + Frames.sealedBytes(cells);
        var id = Digest.of(Arrays.copyOf(sealed, Digest.BYTES));
        if (!whole || !new FrameOpener(key(bucket, id), id, cells).open(0, true, sealed, Digest.BYTES, plain, 0)) {
            throw new SoukException(ErrorCode.CORRUPT, "a body in the metadata does not open");
        }
        return Arrays.copyOf(plain, length);
    }

    private static int cells(int length) {
        return Math.ceilDiv(length + Frames.TAG_BYTES, Frames.sealedBytes(1));
    }

    private static SealKey key(BucketKey bucket, Digest id) {
        return PathKey.root(SealKey.of(bucket.bytes())).child(PLACE).purpose(id.hex());
    }
}
