package souk.bench;

import java.io.InputStream;
import java.util.Random;

/// Bytes of a given length that no two blocks share and that cost little to make.
final class Content extends InputStream {
    private static final int BLOCK = 1 << 20;
    private static final byte[] NOISE = new byte[2 * BLOCK];
    /// Odd, so that every start within the noise is used before one comes again.
    private static final int STRIDE = 40_503;

    static {
        new Random(1).nextBytes(NOISE);
    }

    private final long length;
    private long position;

    Content(long length) {
        this.length = length;
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) {
        if (position == length) {
            return -1;
        }
        int inBlock = (int) (position % BLOCK);
        int start = (int) (position / BLOCK * STRIDE % BLOCK) + inBlock;
        int count = (int) Math.min(Math.min(wanted, BLOCK - inBlock), length - position);
        System.arraycopy(NOISE, start, target, offset, count);
        position += count;
        return count;
    }
}
