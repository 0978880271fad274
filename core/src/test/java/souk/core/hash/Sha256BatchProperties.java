package souk.core.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Sha256BatchProperties {
    private static final int LONGEST = 24;

    @Property(tries = 100)
    void thePortableOneHashesEachMessageBehindThePrefix(
            @ForAll long seed, @ForAll byte prefix, @ForAll @IntRange(min = 1, max = LONGEST) int blocks) {
        var bytes = bytes(seed, 3 + 2 * blocks * Sha256Batch.BLOCK_BYTES);

        byte[] hashes = hashes(Sha256Batch.portable(), prefix, bytes, 3, blocks, 2);

        byte[] second = Arrays.copyOfRange(bytes, 3 + blocks * Sha256Batch.BLOCK_BYTES, bytes.length);
        assertThat(Arrays.copyOfRange(hashes, Sha256.BYTES, 2 * Sha256.BYTES))
                .isEqualTo(Sha256.hash(new byte[] {prefix}, second));
    }

    @Property(tries = 300)
    void theNativeOneGivesTheSame(
            @ForAll long seed,
            @ForAll byte prefix,
            @ForAll @IntRange(max = 70) int offset,
            @ForAll @IntRange(min = 1, max = LONGEST) int blocks,
            @ForAll @IntRange(max = 90) int count) {
        assumeThat(NativeHashing.PROCESS).isPresent();
        var bytes = bytes(seed, offset + count * blocks * Sha256Batch.BLOCK_BYTES);

        byte[] hashes = hashes(NativeHashing.PROCESS.orElseThrow(), prefix, bytes, offset, blocks, count);

        assertThat(hashes).isEqualTo(hashes(Sha256Batch.portable(), prefix, bytes, offset, blocks, count));
    }

    @Property(tries = 50)
    void hashesMayOverwriteTheirMessages(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2_100) int count) {
        var bytes = bytes(seed, count * Sha256Batch.BLOCK_BYTES);
        byte[] expected = hashes(Sha256Batch.portable(), (byte) 1, bytes, 0, 1, count);

        Sha256Batch.ofProcess().hash((byte) 1, bytes, 0, Sha256Batch.BLOCK_BYTES, count, bytes, 0);

        assertThat(Arrays.copyOf(bytes, expected.length)).isEqualTo(expected);
    }

    @Example
    void refusesWhatIsOutsideTheArrays() {
        var bytes = new byte[2 * Sha256Batch.BLOCK_BYTES];
        for (var batch : new Sha256Batch[] {Sha256Batch.portable(), Sha256Batch.ofProcess()}) {
            assertThatThrownBy(() -> batch.hash((byte) 0, bytes, 1, 64, 2, new byte[64], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> batch.hash((byte) 0, bytes, 0, 64, 2, new byte[64], 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> batch.hash((byte) 0, bytes, 0, 64, -1, new byte[64], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> batch.hash((byte) 0, bytes, 0, 65, 1, new byte[64], 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] hashes(Sha256Batch batch, byte prefix, byte[] bytes, int offset, int blocks, int count) {
        var hashes = new byte[5 + count * Sha256.BYTES];
        batch.hash(prefix, bytes, offset, blocks * Sha256Batch.BLOCK_BYTES, count, hashes, 5);
        return Arrays.copyOfRange(hashes, 5, hashes.length);
    }

    private static byte[] bytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
