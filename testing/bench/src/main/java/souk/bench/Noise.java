package souk.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/// The bytes of numbered objects: they cost little to make and to compare, and no two objects begin alike.
final class Noise {
    private static final int BLOCK = 1 << 20;
    private static final int PIECE = 64 * 1024;
    private static final byte[] BYTES = new byte[2 * BLOCK];
    /// Odd, so that every start within the noise is used before one comes again.
    private static final long STRIDE = 40_503;

    static {
        new Random(1).nextBytes(BYTES);
    }

    private Noise() {}

    /// Where in the noise the bytes at a position of an object are; they go on to the end of its block.
    private static int start(long object, long position) {
        return (int) ((position / BLOCK + object) * STRIDE % BLOCK + position % BLOCK);
    }

    static void write(long object, long size, OutputStream out) throws IOException {
        for (long at = 0; at < size; ) {
            int count = (int) Math.min(Math.min(PIECE, BLOCK - at % BLOCK), size - at);
            out.write(BYTES, start(object, at), count);
            at += count;
        }
    }

    /// @return whether exactly the bytes [from, to) of the object come
    static boolean matches(long object, long from, long to, InputStream in) throws IOException {
        var buffer = new byte[PIECE];
        for (long at = from; at < to; ) {
            int wanted = (int) Math.min(Math.min(PIECE, BLOCK - at % BLOCK), to - at);
            int count = in.read(buffer, 0, wanted);
            int start = start(object, at);
            if (count < 0 || !Arrays.equals(buffer, 0, count, BYTES, start, start + count)) {
                return false;
            }
            at += count;
        }
        return in.read() < 0;
    }
}
