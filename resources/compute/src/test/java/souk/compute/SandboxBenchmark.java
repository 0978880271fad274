package souk.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// How long is it from `start` to the first byte a guest prints, and how fast does a real program run? Run with the
/// test class path and one argument, a scratch directory.
final class SandboxBenchmark {
    private static final int ROUNDS = 10;

    private SandboxBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        startUp("cold", new SandboxOptions(directory.resolve("cold"), 0, 1 << 20, false));
        startUp("start cache", new SandboxOptions(directory.resolve("cached"), 0, 1 << 20, true));
        startUp("warm spare", SandboxOptions.in(directory.resolve("warm")));
        wordCount(directory);
    }

    private static void startUp(String name, SandboxOptions options) throws IOException {
        try (var sandbox = ProcessSandbox.open(options)) {
            while (options.startCache() && !hasCache(options.directory())) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < ROUNDS; i++) {
                while (sandbox.readySpares() < options.spares()) {
                    Thread.onSpinWait();
                }
                var firstByte = new AtomicLong();
                long start = System.nanoTime();
                sandbox.run(Jobs.of("hello"), (stream, bytes) -> firstByte.set(System.nanoTime()));
                System.out.printf(
                        "%s: first byte after %d ms, result after %d ms%n",
                        name, (firstByte.get() - start) / 1_000_000, (System.nanoTime() - start) / 1_000_000);
            }
        }
    }

    private static boolean hasCache(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.anyMatch(path -> path.toString().endsWith(".aot"));
        }
    }

    private static void wordCount(Path directory) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in"));
        Path out = Files.createDirectories(directory.resolve("out"));
        Files.writeString(in.resolve("a.txt"), text());
        var limits = new Limits(64 << 20, Duration.ofMinutes(2), Long.MAX_VALUE, 1 << 20, 64 << 20);
        try (var sandbox = ProcessSandbox.open(SandboxOptions.in(directory.resolve("warm")))) {
            for (int i = 0; i < 3; i++) {
                var outcome = sandbox.run(
                        Jobs.of(
                                "wordcount",
                                List.of(),
                                limits,
                                new Mount(in, "/in", true),
                                new Mount(out, "/out", false)),
                        (stream, bytes) -> System.out.writeBytes(bytes));
                System.out.println(outcome);
            }
        }
    }

    /// 16 MB with some 50,000 distinct words.
    private static String text() {
        var text = new StringBuilder();
        for (long i = 0; text.length() < 16 << 20; i++) {
            text.append(Long.toString(i * i % 50_021, 36)).append(i % 12 == 0 ? "\n" : " ");
        }
        return text.toString();
    }
}
