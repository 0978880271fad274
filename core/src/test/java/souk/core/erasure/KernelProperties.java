package souk.core.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Every kernel of this machine gives the bytes of the portable one. Those it has not are not tested here: the machine
/// that publishes benchmarks has all.
final class KernelProperties {
    private static final Map<KernelKind, GfKernel> KERNELS = new TreeMap<>();

    static {
        for (var kind : KernelKind.values()) {
            kind.load()
                    .ifPresentOrElse(
                            kernel -> KERNELS.put(kind, kernel),
                            () -> System.out.println("not tested, this machine has it not: " + kind.id()));
        }
    }

    record Numbers(int k, int n) {}

    /// Which shards are gone.
    enum Loss {
        ONE_OF_DATA,
        ONE_OF_PARITY,
        FIRST_OF_DATA,
        ALL_PARITY,
        ANY
    }

    @Provide
    Arbitrary<Numbers> codes() {
        return Arbitraries.of(
                new Numbers(4, 8),
                new Numbers(10, 20),
                new Numbers(10, 24),
                new Numbers(16, 30),
                new Numbers(29, 60),
                new Numbers(1, 2),
                new Numbers(5, 8));
    }

    @Property(tries = 60)
    void anyMatrixAtAnyPlace(
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll @IntRange(min = 1, max = 20) int columns,
            @ForAll @IntRange(max = 9_000) int length,
            @ForAll @IntRange(max = 70) int offset,
            @ForAll long seed) {
        var random = new Random(seed);
        byte[][] matrix = random(rows, columns, random);
        byte[][] from = random(columns, offset + length + 9, random);
        byte[][] before = random(rows, offset + length + 9, random);
        byte[][] expected = copy(before);
        GfKernel.portable().prepare(matrix).apply(from, expected, offset, length);

        KERNELS.forEach((kind, kernel) -> {
            byte[][] actual = copy(before);
            kernel.prepare(matrix).apply(from, actual, offset, length);
            assertThat(actual).as(kind.id()).isDeepEqualTo(expected);
        });
    }

    @Property(tries = 60)
    void everyCodeAndLoss(
            @ForAll("codes") Numbers numbers,
            @ForAll Loss loss,
            @ForAll @IntRange(min = 1, max = 600) int length,
            @ForAll long seed) {
        var random = new Random(seed);
        byte[][] data = random(numbers.k, length, random);
        List<Integer> lost = lost(numbers, loss, random);
        List<Integer> have = IntStream.range(0, numbers.n)
                .boxed()
                .filter(shard -> !lost.contains(shard))
                .limit(numbers.k)
                .toList();
        byte[][] shards = encode(ReedSolomon.of(numbers.k, numbers.n, GfKernel.portable()), data);

        KERNELS.forEach((kind, kernel) -> {
            var code = ReedSolomon.of(numbers.k, numbers.n, kernel);
            var recovered = new byte[lost.size()][length];
            code.recovery(have, lost).apply(pick(shards, have), recovered, 0, length);
            assertThat(encode(code, data)).as(kind.id()).isDeepEqualTo(shards);
            assertThat(recovered).as(kind.id()).isDeepEqualTo(pick(shards, lost));
        });
    }

    private static List<Integer> lost(Numbers numbers, Loss loss, Random random) {
        List<Integer> all =
                new ArrayList<>(IntStream.range(0, numbers.n).boxed().toList());
        int parity = numbers.n - numbers.k;
        return switch (loss) {
            case ONE_OF_DATA -> List.of(random.nextInt(numbers.k));
            case ONE_OF_PARITY -> List.of(numbers.k + random.nextInt(parity));
            case FIRST_OF_DATA -> List.copyOf(all.subList(0, Math.min(numbers.k, parity)));
            case ALL_PARITY -> List.copyOf(all.subList(numbers.k, numbers.n));
            case ANY -> {
                Collections.shuffle(all, random);
                yield List.copyOf(all.subList(0, 1 + random.nextInt(parity)));
            }
        };
    }

    private static byte[][] encode(ReedSolomon code, byte[][] data) {
        byte[][] shards = Arrays.copyOf(data, code.n());
        var parity = new byte[code.n() - code.k()][data[0].length];
        code.encode(data, parity, 0, data[0].length);
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

    private static byte[][] copy(byte[][] arrays) {
        return Arrays.stream(arrays).map(byte[]::clone).toArray(byte[][]::new);
    }

    private static byte[][] pick(byte[][] shards, List<Integer> numbers) {
        return numbers.stream().map(number -> shards[number]).toArray(byte[][]::new);
    }
}
