package souk.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import souk.core.erasure.ReedSolomon;

/// How many bytes of data a core codes, and recovers when as many data shards as possible are lost.
final class ErasureBench implements Bench {
    private static final int[][] CODES = {{4, 8}, {10, 20}, {10, 24}, {16, 30}, {29, 60}};
    /// Of each shard in one call: all shards of the largest code stay within the second-level cache.
    private static final int LENGTH = 8 * 1024;

    @Override
    public List<Figure> measure(Setting setting) {
        var figures = new ArrayList<Figure>();
        for (var code : CODES) {
            measure(code[0], code[1], figures);
        }
        return figures;
    }

    private static void measure(int k, int n, List<Figure> figures) {
        var code = ReedSolomon.of(k, n);
        var data = new byte[k][LENGTH];
        var parity = new byte[n - k][LENGTH];
        var random = new Random(1);
        for (var shard : data) {
            random.nextBytes(shard);
        }
        long bytes = (long) k * LENGTH;
        figures.add(Processor.gigabytes("encode " + k + "/" + n, bytes, () -> code.encode(data, parity, 0, LENGTH)));

        int lost = Math.min(k, n - k);
        var have = IntStream.range(lost, lost + k).boxed().toList();
        var wanted = IntStream.range(0, lost).boxed().toList();
        var from = IntStream.range(lost, lost + k)
                .mapToObj(i -> i < k ? data[i] : parity[i - k])
                .toArray(byte[][]::new);
        var to = new byte[lost][LENGTH];
        var recovery = code.recovery(have, wanted);
        figures.add(Processor.gigabytes(
                "decode " + k + "/" + n + ", " + lost + " lost", bytes, () -> recovery.apply(from, to, 0, LENGTH)));
    }
}
