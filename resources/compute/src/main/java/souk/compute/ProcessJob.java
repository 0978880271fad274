package souk.compute;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// A job in its process. The process keeps the limits itself; this side trusts none of that: it kills what outlives
/// its time and cuts off what talks too much.
final class ProcessJob implements RunningJob {
    private static final System.Logger LOG = System.getLogger("souk.compute");

    /// How long the process may take to start, to stop by itself, and to report.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SandboxProcess process;
    private final WasmJob job;
    private final OutputSink sink;
    private final long startNanos = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<JobOutcome> outcome = new AtomicReference<>(new JobOutcome.Cancelled(Usage.NONE));
    private final AtomicReference<Duration> cpuAtKill = new AtomicReference<>(Duration.ZERO);
    private final AtomicBoolean timedOut = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Map<OutputSink.Stream, Long> printed = new EnumMap<>(OutputSink.Stream.class);

    ProcessJob(SandboxProcess process, WasmJob job, OutputSink sink) {
        this.process = process;
        this.job = job;
        this.sink = sink;
    }

    /// Drives the job to its end. `isFresh` tells a process whose readiness nobody has read yet.
    void drive(boolean isFresh) throws InterruptedException {
        var overseer = Thread.ofVirtual().name("sandbox-overseer").start(this::killWhenOverdue);
        try {
            outcome.set(exchange(isFresh));
        } catch (IOException | IllegalArgumentException e) {
            outcome.set(withoutResult(e));
        } finally {
            process.kill();
            process.reap();
            overseer.join();
            ended.countDown();
        }
    }

    private JobOutcome exchange(boolean isFresh) throws IOException {
        if (isFresh) {
            process.awaitReady();
        }
        process.send(job);
        while (true) {
            var frame = process.read();
            switch (frame.kind()) {
                case JobWire.STDOUT -> print(OutputSink.Stream.STDOUT, frame.bytes());
                case JobWire.STDERR -> print(OutputSink.Stream.STDERR, frame.bytes());
                case JobWire.RESULT -> {
                    return JobWire.readOutcome(new DataInputStream(new ByteArrayInputStream(frame.bytes())));
                }
                default -> throw new IOException("unexpected frame " + frame.kind());
            }
        }
    }

    private void print(OutputSink.Stream stream, byte[] bytes) throws IOException {
        long total = printed.merge(stream, (long) bytes.length, Long::sum);
        if (total > job.limits().streamBytes()) {
            throw new IOException("the sandbox printed more than it may");
        }
        sink.accept(stream, bytes);
    }

    private JobOutcome withoutResult(Exception cause) throws InterruptedException {
        kill();
        var usage = ownUsage();
        if (timedOut.get()) {
            return new JobOutcome.TimedOut(usage);
        }
        if (cancelled.get()) {
            return new JobOutcome.Cancelled(usage);
        }
        int status = process.reap();
        LOG.log(System.Logger.Level.WARNING, "event=sandbox-died status=" + status, cause);
        return new JobOutcome.Trapped("the sandbox process ended unexpectedly, status " + status, usage);
    }

    /// What this side knows of a process that cannot report. What it does not know is not charged.
    private Usage ownUsage() {
        long wallMillis = (System.nanoTime() - startNanos) / 1_000_000;
        return new Usage(cpuAtKill.get().toMillis(), 0, 0, wallMillis, 0, 0);
    }

    private void killWhenOverdue() {
        try {
            if (!process.waitFor(job.limits().wallTime().plus(GRACE))) {
                timedOut.set(true);
                kill();
            }
        } catch (InterruptedException e) {
            kill();
        }
    }

    private void kill() {
        cpuAtKill.compareAndSet(Duration.ZERO, process.cpu());
        process.kill();
    }

    @Override
    public JobOutcome await() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome.get();
    }

    @Override
    public void cancel() {
        if (!cancelled.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("sandbox-cancel").start(() -> {
            try {
                process.sendCancel();
                if (!process.waitFor(GRACE)) {
                    kill();
                }
            } catch (IOException | InterruptedException e) {
                kill();
            }
        });
    }
}
