package souk.compute;

import java.io.IOException;
import java.io.OutputStream;

/// Frames what the guest prints, up to a cap; what comes later is counted as printed and dropped.
final class CappedStream extends OutputStream {
    private final FrameWriter frames;
    private final int kind;
    private long left;

    CappedStream(FrameWriter frames, int kind, long cap) {
        this.frames = frames;
        this.kind = kind;
        this.left = cap;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int rest = (int) Math.min(length, left);
        left -= rest;
        while (rest > 0) {
            int piece = Math.min(rest, JobWire.MAX_FRAME_BYTES);
            frames.write(kind, bytes, at, piece);
            at += piece;
            rest -= piece;
        }
    }
}
