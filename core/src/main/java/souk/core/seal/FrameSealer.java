package souk.core.seal;

import java.util.Arrays;
import souk.core.value.Digest;

/// Seals the frames of one segment, in order and each once, so that no nonce can repeat. See [Frames] for the format.
///
/// The key must belong to this segment alone: sealing other content under it again would break the cipher.
/// One owner at a time.
public final class FrameSealer {
    private final AesGcm cipher;
    private final Digest segmentId;
    private final byte[] padded;
    private final int sealedBytes;
    private long next;
    private boolean ended;

    /// @param k cells in a frame
    public FrameSealer(SealKey key, Digest segmentId, int k) {
        this.cipher = new AesGcm(key);
        this.segmentId = segmentId;
        this.padded = new byte[Frames.plainBytes(k)];
        this.sealedBytes = Frames.sealedBytes(k);
    }

    /// Seals the next frame, which is not the last.
    ///
    /// @param length exactly [Frames#plainBytes]
    /// @param sealed receives [Frames#sealedBytes] at `sealedOffset`
    /// @throws IllegalArgumentException for another length
    /// @throws IllegalStateException after the last frame
    public void seal(byte[] plain, int offset, int length, byte[] sealed, int sealedOffset) {
        if (length != padded.length) {
            throw new IllegalArgumentException("only the last frame may be short: " + length);
        }
        seal(plain, offset, sealed, sealedOffset, false);
    }

    /// Seals the last frame, padding it with zeros.
    ///
    /// @param length at most [Frames#plainBytes]
    public void sealLast(byte[] plain, int offset, int length, byte[] sealed, int sealedOffset) {
        if (length == padded.length) {
            seal(plain, offset, sealed, sealedOffset, true);
            return;
        }
        System.arraycopy(plain, offset, padded, 0, length);
        Arrays.fill(padded, length, padded.length, (byte) 0);
        seal(padded, 0, sealed, sealedOffset, true);
    }

    private void seal(byte[] plain, int offset, byte[] sealed, int sealedOffset, boolean last) {
        if (ended) {
            throw new IllegalStateException("the last frame is sealed already");
        }
        if (sealed.length - sealedOffset < sealedBytes) {
            throw new IndexOutOfBoundsException("no room for a sealed frame of " + sealedBytes);
        }
        long frame = next++;
        ended = last;
        byte[] context = Frames.context(segmentId, frame, last);
        cipher.seal(Frames.nonce(frame), context, plain, offset, padded.length, sealed, sealedOffset);
    }
}
