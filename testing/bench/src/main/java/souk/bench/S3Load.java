package souk.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Clients that send one request after the other to a server for some seconds.
final class S3Load {
    /// After a request that was refused or broke off.
    private static final Duration PAUSE = Duration.ofMillis(100);
    /// A server that answers nothing else is no figure.
    private static final int MOST_FAILURES = 10_000;

    private final S3Server server;
    private final Duration length;

    S3Load(S3Server server, Duration length) {
        this.server = server;
        this.length = length;
    }

    /// One request of a client.
    @FunctionalInterface
    interface Step {
        /// @return bytes of objects that went over the wire
        /// @throws IOException when it was refused or broke off, to be tried again
        long run(S3Wire wire, RandomGenerator random) throws IOException;
    }

    /// What clients got done.
    ///
    /// @param failures requests that were refused or broke off
    /// @param processor the server's, of all its processes
    record Outcome(long requests, long bytes, long failures, Duration took, Duration processor) {
        double perSecond() {
            return requests / seconds();
        }

        double mebibytesPerSecond() {
            return (double) bytes / (1 << 20) / seconds();
        }

        private double seconds() {
            return took.toNanos() / 1e9;
        }
    }

    /// Every client ends the request it is at, and sends one at least.
    Outcome run(int clients, Step step) throws InterruptedException {
        var requests = new AtomicLong();
        var bytes = new AtomicLong();
        var failures = new AtomicLong();
        var processor = server.processor();
        long begun = System.nanoTime();
        long end = begun + length.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                var random = new Random(client);
                running.add(threads.submit(() -> {
                    try (var wire = new S3Wire(server.market(), InstantSource.system())) {
                        do {
                            attempt(step, wire, random, requests, bytes, failures);
                        } while (System.nanoTime() < end);
                    }
                    return requests;
                }));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "a client failed: " + e.getCause(), e);
        }
        return new Outcome(
                requests.get(),
                bytes.get(),
                failures.get(),
                Duration.ofNanos(System.nanoTime() - begun),
                server.processor().minus(processor));
    }

    private static void attempt(
            Step step, S3Wire wire, RandomGenerator random, AtomicLong requests, AtomicLong bytes, AtomicLong failures)
            throws IOException, InterruptedException {
        try {
            bytes.addAndGet(step.run(wire, random));
            requests.incrementAndGet();
        } catch (IOException e) {
            if (failures.incrementAndGet() > MOST_FAILURES) {
                throw e;
            }
            Thread.sleep(PAUSE);
        }
    }
}
