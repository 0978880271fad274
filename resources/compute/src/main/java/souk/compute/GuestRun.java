package souk.compute;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import run.endive.wasi.WasiExitException;
import run.endive.wasm.WasmEngineException;
import souk.compute.fuel.ModuleRefusedException;

/// One run of a guest on a thread of its own, watched by the calling one: wall time, cancellation, memory over time.
final class GuestRun {
    /// How often memory is read and the limits of time are looked at.
    private static final long SAMPLE_MILLIS = 100;

    /// The stack of the guest's calls; a deeper recursion traps.
    private static final long STACK_BYTES = 16 << 20;

    private static final int MAX_MESSAGE = 500;

    private enum Stop {
        NONE,
        TIME_OVER,
        CANCELLED
    }

    private final WasmJob job;
    private final FrameWriter frames;
    private final long startNanos = System.nanoTime();
    private final Duration startCpu = cpu();
    private final AtomicReference<Stop> stop = new AtomicReference<>(Stop.NONE);
    private final AtomicReference<Optional<Guest>> guest = new AtomicReference<>(Optional.empty());
    private double memoryByteSeconds;
    private long peakMemoryBytes;

    GuestRun(WasmJob job, FrameWriter frames) {
        this.job = job;
        this.frames = frames;
    }

    /// May be called from any thread.
    void cancel() {
        stop.compareAndSet(Stop.NONE, Stop.CANCELLED);
    }

    JobOutcome run() throws InterruptedException {
        var ending = new AtomicReference<Function<Usage, JobOutcome>>(
                usage -> new JobOutcome.Trapped("the sandbox failed", usage));
        var thread = new Thread(null, () -> ending.set(execute()), "guest", STACK_BYTES);
        thread.start();
        long deadline = startNanos + job.limits().wallTime().toNanos();
        long last = startNanos;
        while (!thread.join(Duration.ofMillis(SAMPLE_MILLIS))) {
            long now = System.nanoTime();
            sampleMemory(now - last);
            last = now;
            if (now - deadline >= 0) {
                stop.compareAndSet(Stop.NONE, Stop.TIME_OVER);
            }
            if (stop.get() != Stop.NONE) {
                thread.interrupt();
            }
        }
        sampleMemory(System.nanoTime() - last);
        return ending.get().apply(usage());
    }

    private Function<Usage, JobOutcome> execute() {
        try {
            var loaded = Guest.load(job, frames);
            guest.set(Optional.of(loaded));
            return runLoaded(loaded);
        } catch (ModuleRefusedException e) {
            return refused(String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return JobOutcome.OutOfMemory::new;
        } catch (RuntimeException | StackOverflowError e) {
            return switch (stop.get()) {
                case TIME_OVER -> JobOutcome.TimedOut::new;
                case CANCELLED -> JobOutcome.Cancelled::new;
                case NONE -> refused("the module cannot be compiled: " + e.getMessage());
            };
        }
    }

    private Function<Usage, JobOutcome> runLoaded(Guest loaded) {
        try {
            loaded.run();
            return usage -> new JobOutcome.Completed(0, usage);
        } catch (WasiExitException e) {
            return usage -> new JobOutcome.Completed(e.exitCode(), usage);
        } catch (OutOfMemoryError e) {
            return JobOutcome.OutOfMemory::new;
        } catch (RuntimeException | StackOverflowError e) {
            return failed(loaded, e);
        }
    }

    /// Which limit explains the failure? The engine throws the same for all of them.
    private Function<Usage, JobOutcome> failed(Guest loaded, Throwable cause) {
        if (loaded.ranOut()) {
            return JobOutcome.OutOfInstructions::new;
        }
        return switch (stop.get()) {
            case TIME_OVER -> JobOutcome.TimedOut::new;
            case CANCELLED -> JobOutcome.Cancelled::new;
            case NONE -> loaded.wasRefusedMemory() ? JobOutcome.OutOfMemory::new : trapped(cause);
        };
    }

    private static Function<Usage, JobOutcome> trapped(Throwable cause) {
        String message = cause instanceof WasmEngineException ? String.valueOf(cause.getMessage()) : cause.toString();
        return usage -> new JobOutcome.Trapped(shortened(message), usage);
    }

    private static Function<Usage, JobOutcome> refused(String reason) {
        return usage -> new JobOutcome.Refused(shortened(reason), usage);
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    private void sampleMemory(long nanos) {
        long bytes = guest.get().map(Guest::memoryBytes).orElse(0L);
        memoryByteSeconds += (double) bytes * nanos / 1e9;
        peakMemoryBytes = Math.max(peakMemoryBytes, bytes);
    }

    private Usage usage() {
        var loaded = guest.get();
        return new Usage(
                Math.max(0, cpu().minus(startCpu).toMillis()),
                (long) memoryByteSeconds,
                loaded.map(Guest::instructions).orElse(0L),
                (System.nanoTime() - startNanos) / 1_000_000,
                peakMemoryBytes,
                loaded.map(Guest::outputBytes).orElse(0L));
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
