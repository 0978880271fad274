package souk.core.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Keccak-256 as Ethereum uses it: the sponge of the Keccak submission (rate 1,088 bits, 24 rounds) with the original
/// padding byte `0x01`. It differs from FIPS 202 SHA3-256, whose padding byte is `0x06`, so the JDK's digest cannot
/// serve.
///
/// Source: G. Bertoni, J. Daemen, M. Peeters, G. Van Assche, "The Keccak reference", version 3.0, 2011.
public final class Keccak256 {
    /// Length of a digest in bytes.
    public static final int BYTES = 32;

    private static final int RATE = 136;
    private static final int LANES = 25;
    private static final int ROUNDS = 24;
    private static final VarHandle LANE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[] ROUND_CONSTANTS = roundConstants();

    private final long[] state = new long[LANES];
    private final long[] scratch = new long[LANES];
    private final byte[] block = new byte[RATE];
    private int filled;

    private Keccak256() {}

    /// The digest of the concatenation of `parts`: 32 new bytes.
    public static byte[] hash(byte[]... parts) {
        var sponge = new Keccak256();
        for (byte[] part : parts) {
            sponge.absorb(part);
        }
        return sponge.squeeze();
    }

    private void absorb(byte[] input) {
        int position = 0;
        while (position < input.length) {
            int taken = Math.min(RATE - filled, input.length - position);
            System.arraycopy(input, position, block, filled, taken);
            filled += taken;
            position += taken;
            if (filled == RATE) {
                absorbBlock();
            }
        }
    }

    private void absorbBlock() {
        for (int lane = 0; lane < RATE / Long.BYTES; lane++) {
            state[lane] ^= (long) LANE.get(block, lane * Long.BYTES);
        }
        permute();
        filled = 0;
    }

    private byte[] squeeze() {
        Arrays.fill(block, filled, RATE, (byte) 0);
        block[filled] = 0x01;
        block[RATE - 1] |= (byte) 0x80;
        absorbBlock();
        var digest = new byte[BYTES];
        for (int lane = 0; lane < BYTES / Long.BYTES; lane++) {
            LANE.set(digest, lane * Long.BYTES, state[lane]);
        }
        return digest;
    }

    private void permute() {
        for (int round = 0; round < ROUNDS; round++) {
            theta();
            rhoAndPi();
            chi();
            state[0] ^= ROUND_CONSTANTS[round];
        }
    }

    private void theta() {
        long a = parity(0);
        long b = parity(1);
        long c = parity(2);
        long d = parity(3);
        long e = parity(4);
        mix(0, e ^ Long.rotateLeft(b, 1));
        mix(1, a ^ Long.rotateLeft(c, 1));
        mix(2, b ^ Long.rotateLeft(d, 1));
        mix(3, c ^ Long.rotateLeft(e, 1));
        mix(4, d ^ Long.rotateLeft(a, 1));
    }

    private long parity(int x) {
        return state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
    }

    private void mix(int x, long with) {
        state[x] ^= with;
        state[x + 5] ^= with;
        state[x + 10] ^= with;
        state[x + 15] ^= with;
        state[x + 20] ^= with;
    }

    /// Lane (x, y) goes to (y, 2x + 3y), the t-th on the walk from (1, 0) rotated by (t + 1)(t + 2)/2 (reference, 1.2).
    /// Written out, since with a table for it the whole permutation takes twice as long.
    private void rhoAndPi() {
        scratch[0] = state[0];
        scratch[1] = Long.rotateLeft(state[6], 44);
        scratch[2] = Long.rotateLeft(state[12], 43);
        scratch[3] = Long.rotateLeft(state[18], 21);
        scratch[4] = Long.rotateLeft(state[24], 14);
        scratch[5] = Long.rotateLeft(state[3], 28);
        scratch[6] = Long.rotateLeft(state[9], 20);
        scratch[7] = Long.rotateLeft(state[10], 3);
        scratch[8] = Long.rotateLeft(state[16], 45);
        scratch[9] = Long.rotateLeft(state[22], 61);
        scratch[10] = Long.rotateLeft(state[1], 1);
        scratch[11] = Long.rotateLeft(state[7], 6);
        scratch[12] = Long.rotateLeft(state[13], 25);
        scratch[13] = Long.rotateLeft(state[19], 8);
        scratch[14] = Long.rotateLeft(state[20], 18);
        scratch[15] = Long.rotateLeft(state[4], 27);
        scratch[16] = Long.rotateLeft(state[5], 36);
        scratch[17] = Long.rotateLeft(state[11], 10);
        scratch[18] = Long.rotateLeft(state[17], 15);
        scratch[19] = Long.rotateLeft(state[23], 56);
        scratch[20] = Long.rotateLeft(state[2], 62);
        scratch[21] = Long.rotateLeft(state[8], 55);
        scratch[22] = Long.rotateLeft(state[14], 39);
        scratch[23] = Long.rotateLeft(state[15], 41);
        scratch[24] = Long.rotateLeft(state[21], 2);
    }

    private void chi() {
        for (int row = 0; row < LANES; row += 5) {
            long a = scratch[row];
            long b = scratch[row + 1];
            long c = scratch[row + 2];
            long d = scratch[row + 3];
            long e = scratch[row + 4];
            state[row] = a ^ (~b & c);
            state[row + 1] = b ^ (~c & d);
            state[row + 2] = c ^ (~d & e);
            state[row + 3] = d ^ (~e & a);
            state[row + 4] = e ^ (~a & b);
        }
    }

    /// The round constants are the output of the 8-bit shift register x^8 + x^6 + x^5 + x^4 + 1 (reference, 1.2).
    private static long[] roundConstants() {
        var constants = new long[ROUNDS];
        int register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j <= 6; j++) {
                if ((register & 1) != 0) {
                    constants[round] |= 1L << ((1 << j) - 1);
                }
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }
        return constants;
    }
}
