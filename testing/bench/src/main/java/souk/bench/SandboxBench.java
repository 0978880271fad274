package souk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import souk.compute.JobOutcome;
import souk.compute.Limits;
import souk.compute.Mount;
import souk.compute.OutputSink;
import souk.compute.ProcessSandbox;
import souk.compute.SandboxOptions;
import souk.compute.Surroundings;
import souk.compute.WasmJob;

/// How long the sandbox takes for the whole word count: in a new process, with the start-up cache, in a warm spare.
final class SandboxBench implements Bench {
    private static final String EXAMPLE = "examples/wordcount/";
    private static final Limits LIMITS =
            new Limits(64 << 20, Duration.ofSeconds(60), 20_000_000_000L, 1 << 20, 16 << 20);
    private static final long POLL_MILLIS = 5;

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        var module = Files.readAllBytes(setting.file(EXAMPLE + "build/wordcount.wasm"));
        var texts = setting.file(EXAMPLE + "texts");
        var folder = Files.createTempDirectory("souk-bench");
        try {
            var figures = new ArrayList<Figure>();
            figures.add(measure("new process", module, texts, folder, new Kind(0, false), setting.rounds()));
            figures.add(measure("start-up cache", module, texts, folder, new Kind(0, true), setting.rounds()));
            figures.add(measure("warm spare", module, texts, folder, new Kind(1, true), setting.rounds()));
            return figures;
        } finally {
            delete(folder);
        }
    }

    private record Kind(int spares, boolean startCache) {}

    private static Figure measure(String name, byte[] module, Path texts, Path folder, Kind kind, int rounds)
            throws IOException, InterruptedException {
        var directory = folder.resolve(name.replace(' ', '-'));
        var out = Files.createDirectories(folder.resolve("out"));
        var job = new WasmJob(
                module,
                List.of(),
                Map.of(),
                List.of(new Mount(texts, "/in", true), new Mount(out, "/out", false)),
                LIMITS,
                new Surroundings.Fixed(7, 0));
        var options = new SandboxOptions(directory, kind.spares, LIMITS.memoryBytes(), kind.startCache);
        var nanos = new ArrayList<Long>();
        try (var sandbox = ProcessSandbox.open(options)) {
            while (kind.startCache && !hasCache(directory)) {
                Thread.sleep(POLL_MILLIS);
            }
            for (int round = 0; round < rounds; round++) {
                while (sandbox.readySpares() < kind.spares) {
                    Thread.sleep(POLL_MILLIS);
                }
                long start = System.nanoTime();
                var outcome = sandbox.run(job, OutputSink.NONE);
                nanos.add(System.nanoTime() - start);
                Answers.require(outcome instanceof JobOutcome.Completed, "the word count");
            }
        }
        var sorted = nanos.stream().sorted().toList();
        var note = "start to result, median of %d, %d to %d ms"
                .formatted(rounds, sorted.getFirst() / 1_000_000, sorted.getLast() / 1_000_000);
        return new Figure(name, sorted.get(rounds / 2) / 1e6, "ms", note);
    }

    private static boolean hasCache(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return false;
        }
        try (var files = Files.list(directory)) {
            return files.anyMatch(path -> path.toString().endsWith(".aot"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
