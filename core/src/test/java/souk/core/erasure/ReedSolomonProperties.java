package souk.core.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class ReedSolomonProperties {
    @Property(tries = 200)
    void anyKOfNRecoverAllOthers(
            @ForAll @IntRange(min = 1, max = 29) int k,
            @ForAll @IntRange(min = 1, max = 37) int parity,
            @ForAll @IntRange(max = 1_100) int length,
            @ForAll long seed) {
        var random = new Random(seed);
        ReedSolomon code = ReedSolomon.of(k, k + parity);
        byte[][] shards = shards(code, length, random);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, code.n()).boxed().toList());
        Collections.shuffle(order, random);
        List<Integer> have = order.subList(0, k);
        List<Integer> wanted = order.subList(k, code.n());
        var recovered = new byte[wanted.size()][length];

        code.recovery(have, wanted).apply(pick(shards, have), recovered, 0, length);

        assertThat(recovered).isDeepEqualTo(pick(shards, wanted));
    }

    @Property(tries = 100)
    void thePortableKernelAgreesWithTheDefinition(
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll @IntRange(min = 1, max = 20) int columns,
            @ForAll @IntRange(max = 1_100) int length,
            @ForAll @IntRange(max = 9) int offset,
            @ForAll long seed) {
        var random = new Random(seed);
        byte[][] matrix = random(rows, columns, random);
        byte[][] from = random(columns, offset + length, random);
        var expected = new byte[rows][offset + length];
        var actual = new byte[rows][offset + length];

        byDefinition(matrix, from, expected, offset, length);
        GfKernel.portable().prepare(matrix).apply(from, actual, offset, length);

        assertThat(actual).isDeepEqualTo(expected);
    }

    private static void byDefinition(byte[][] matrix, byte[][] from, byte[][] to, int offset, int length) {
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < from.length; column++) {
                for (int i = offset; i < offset + length; i++) {
                    to[row][i] ^= (byte) byLongMultiplication(matrix[row][column] & 0xFF, from[column][i] & 0xFF);
                }
            }
        }
    }

    private static int byLongMultiplication(int a, int b) {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--) {
            product <<= 1;
            product ^= (product & 0x100) != 0 ? 0x11D : 0;
            product ^= (b >> bit & 1) != 0 ? a : 0;
        }
        return product;
    }

    private static byte[][] shards(ReedSolomon code, int length, Random random) {
        byte[][] shards = Arrays.copyOf(random(code.k(), length, random), code.n());
        var parity = new byte[code.n() - code.k()][length];
        code.encode(Arrays.copyOf(shards, code.k()), parity, 0, length);
        System.arraycopy(parity, 0, shards, code.k(), parity.length);
        return shards;
    }

    private static byte[][] random(int count, int length, Random random) {
        var arrays = new byte[count][length];
        for (byte[] array : arrays) {
            random.nextBytes(array);
        }
        return arrays;
    }

    private static byte[][] pick(byte[][] shards, List<Integer> numbers) {
        return numbers.stream().map(number -> shards[number]).toArray(byte[][]::new);
    }
}
