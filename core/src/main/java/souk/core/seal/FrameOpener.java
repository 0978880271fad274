package souk.core.seal;

import souk.core.value.Digest;

/// Opens frames of one segment in any order. See [Frames] for the format. One owner at a time.
public final class FrameOpener {
    private final AesGcm cipher;
    private final Digest segmentId;
    private final int sealedBytes;

    /// @param k cells in a frame
    public FrameOpener(SealKey key, Digest segmentId, int k) {
        this.cipher = new AesGcm(key);
        this.segmentId = segmentId;
        this.sealedBytes = Frames.sealedBytes(k);
    }

    /// Opens one frame into `plain`, which receives [Frames#plainBytes], the padding of a last frame included.
    ///
    /// @param last whether it is the segment's last frame
    /// @return false if the bytes are not this frame of this segment; `plain` then holds nothing of use
    public boolean open(long frame, boolean last, byte[] sealed, int offset, byte[] plain, int plainOffset) {
        byte[] context = Frames.context(segmentId, frame, last);
        return cipher.open(Frames.nonce(frame), context, sealed, offset, sealedBytes, plain, plainOffset);
    }
}
