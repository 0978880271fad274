package souk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import souk.core.erasure.GfKernel;
import souk.core.erasure.KernelKind;
import souk.core.erasure.ReedSolomon;

/// How many bytes of data a core codes, and recovers when as many data shards as possible are lost, by each kernel that
/// is there; beside others' programs, if asked.
final class ErasureBench implements Bench {
    /// A code and what is done with it.
    ///
    /// @param rows shards computed from `k` others
    record Task(String name, int k, int n, int rows) {
        static Task encode(int k, int n) {
            return new Task("encode " + k + "/" + n, k, n, n - k);
        }

        static Task decode(int k, int n) {
            int lost = Math.min(k, n - k);
            return new Task("decode " + k + "/" + n + ", " + lost + " lost", k, n, lost);
        }

        long bytes() {
            return (long) k * LENGTH;
        }
    }

    /// Of each shard in one call: all shards of the largest code stay within the second-level cache.
    static final int LENGTH = 8 * 1024;

    private static final int[][] CODES = {{4, 8}, {10, 20}, {10, 24}, {16, 30}, {29, 60}};

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        var fastest = new EnumMap<KernelKind, GfKernel>(KernelKind.class);
        for (var kind : KernelKind.values()) {
            kind.load()
                    .ifPresentOrElse(
                            kernel -> fastest.put(kind, kernel),
                            () -> System.err.println("souk: there is no kernel " + kind.id() + " here"));
        }
        List<ErasurePeer> peers = setting.peer() ? ErasurePeer.installed(setting) : List.of();
        for (var code : CODES) {
            for (var task : List.of(Task.encode(code[0], code[1]), Task.decode(code[0], code[1]))) {
                var ours = measure(task, fastest);
                figures.addAll(ours);
                compare(task, ours, peers, figures);
            }
        }
        return figures;
    }

    private static List<Figure> measure(Task task, Map<KernelKind, GfKernel> kernels) {
        var figures = new ArrayList<Figure>();
        kernels.forEach((kind, kernel) -> figures.add(Processor.gigabytes(
                task.name() + ", " + kind.id(), task.bytes(), call(task, ReedSolomon.of(task.k(), task.n(), kernel)))));
        return figures;
    }

    private static Runnable call(Task task, ReedSolomon code) {
        var from = new byte[task.k()][LENGTH];
        var random = new Random(1);
        for (var shard : from) {
            random.nextBytes(shard);
        }
        var to = new byte[task.rows()][LENGTH];
        if (task.name().startsWith("encode")) {
            return () -> code.encode(from, to, 0, LENGTH);
        }
        var have = IntStream.range(task.rows(), task.rows() + task.k()).boxed().toList();
        var recovery =
                code.recovery(have, IntStream.range(0, task.rows()).boxed().toList());
        return () -> recovery.apply(from, to, 0, LENGTH);
    }

    private static void compare(Task task, List<Figure> ours, List<ErasurePeer> peers, List<Figure> figures)
            throws IOException, InterruptedException {
        double best = ours.stream().mapToDouble(Figure::value).max().orElseThrow();
        for (var peer : peers) {
            var theirs = peer.measure(task);
            figures.add(theirs);
            figures.add(new Figure(
                    "our fastest to " + peer.name(), best / theirs.value(), "times", "more than 1: ours is faster"));
        }
    }
}
