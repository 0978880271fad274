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
    private static final int[] ROTATION = new int[LANES];
    private static final int[] DESTINATION = new int[LANES];

    static {
        tabulateRhoAndPi();
    }

    private final long[] state = new long[LANES];
    private final long[] scratch = new long[LANES];
    private final long[] parity = new long[5];
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
        for (int x = 0; x < 5; x++) {
            parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        }
        for (int x = 0; x < 5; x++) {
            long mix = parity[(x + 4) % 5] ^ Long.rotateLeft(parity[(x + 1) % 5], 1);
            for (int row = 0; row < LANES; row += 5) {
                state[x + row] ^= mix;
            }
        }
    }

    private void rhoAndPi() {
        for (int lane = 0; lane < LANES; lane++) {
            scratch[DESTINATION[lane]] = Long.rotateLeft(state[lane], ROTATION[lane]);
        }
    }

    private void chi() {
        for (int row = 0; row < LANES; row += 5) {
            for (int x = 0; x < 5; x++) {
                state[row + x] = scratch[row + x] ^ (~scratch[row + (x + 1) % 5] & scratch[row + (x + 2) % 5]);
            }
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

    /// Walks the 24 lanes off the origin: (x, y) → (y, 2x + 3y), rotation (t + 1)(t + 2)/2 (reference, 1.2).
    private static void tabulateRhoAndPi() {
        int x = 1;
        int y = 0;
        for (int t = 0; t < 24; t++) {
            ROTATION[x + 5 * y] = ((t + 1) * (t + 2) / 2) % 64;
            int next = (2 * x + 3 * y) % 5;
            x = y;
            y = next;
        }
        for (int lane = 0; lane < LANES; lane++) {
            DESTINATION[lane] = (lane / 5) + 5 * ((2 * (lane % 5) + 3 * (lane / 5)) % 5);
        }
    }
}
