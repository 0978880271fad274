package souk.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Runs each job in a Java process of its own that ends with it.
///
/// Three fences stand between a job and the host: WebAssembly, which has no instruction to reach outside; the gate
/// before the WASI functions, see [WasiGate]; and a process without the node's memory, keys, environment or class
/// path, under the operating system's limits. So that a fresh process costs no time, a few are kept warm
/// ahead; each is used once.
public final class ProcessSandbox implements Sandbox {
    private static final System.Logger LOG = System.getLogger("souk.compute");

    private final SandboxOptions options;
    private final SandboxCommand command;
    private final StartCache cache;
    private final ConcurrentLinkedDeque<SandboxProcess> ready = new ConcurrentLinkedDeque<>();
    private final Set<SandboxProcess> warming = ConcurrentHashMap.newKeySet();
    private final Set<ProcessJob> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private ProcessSandbox(SandboxOptions options, SandboxCommand command, StartCache cache) {
        this.options = options;
        this.command = command;
        this.cache = cache;
    }

    /// Makes the sandbox and, in the background, its start-up cache and spares.
    ///
    /// @throws SoukException `UNAVAILABLE` when the directory cannot be used
    public static ProcessSandbox open(SandboxOptions options) {
        try {
            Files.createDirectories(options.directory());
            var classPath = SandboxClassPath.in(options.directory());
            var command = SandboxCommand.of(classPath);
            var sandbox = new ProcessSandbox(options, command, new StartCache(options.directory(), command, classPath));
            sandbox.prepareInBackground();
            return sandbox;
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "no sandbox in " + options.directory(), e);
        }
    }

    private void prepareInBackground() {
        var tier = MemoryTier.holding(options.expectedMemoryBytes());
        Thread.ofVirtual().name("sandbox-prepare").start(() -> {
            try {
                if (options.startCache()) {
                    cache.record(tier);
                }
                for (int i = 0; i < options.spares(); i++) {
                    warmSpare(tier);
                }
            } catch (SoukException e) {
                // Jobs start without spares, or fail where someone sees it.
                LOG.log(System.Logger.Level.WARNING, "event=spare-not-started", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// How many spares stand ready: for health pages and tests.
    public int readySpares() {
        return ready.size();
    }

    @Override
    public RunningJob start(WasmJob job, OutputSink sink) {
        if (closed.get()) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the sandbox is closed");
        }
        var tier = MemoryTier.holding(job.limits().memoryBytes());
        var spare = takeSpare(tier);
        var running = new ProcessJob(spare.orElseGet(() -> launch(tier)), job, sink);
        this.running.add(running);
        Thread.ofVirtual().name("sandbox-job").start(() -> drive(running, spare.isEmpty()));
        if (options.spares() > 0) {
            Thread.ofVirtual().name("sandbox-spare").start(() -> refill(tier));
        }
        return running;
    }

    private void drive(ProcessJob job, boolean isFresh) {
        try {
            job.drive(isFresh);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(job);
        }
    }

    /// A larger spare would do as well, but then the job's host memory would not be bounded as tightly.
    private Optional<SandboxProcess> takeSpare(MemoryTier tier) {
        for (var spare : List.copyOf(ready)) {
            boolean fits = spare.tier().equals(tier) && spare.isAlive();
            if (fits && ready.remove(spare)) {
                return Optional.of(spare);
            }
        }
        return Optional.empty();
    }

    private void refill(MemoryTier tier) {
        while (ready.size() + warming.size() >= options.spares()) {
            var outdated = ready.stream().filter(spare -> !fits(spare, tier)).findFirst();
            if (outdated.isEmpty()) {
                return;
            }
            if (ready.remove(outdated.get())) {
                discard(outdated.get());
            }
        }
        try {
            warmSpare(tier);
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.WARNING, "event=spare-not-started", e);
        }
    }

    private static boolean fits(SandboxProcess spare, MemoryTier tier) {
        return spare.isAlive() && spare.tier().equals(tier);
    }

    private void warmSpare(MemoryTier tier) {
        if (closed.get()) {
            return;
        }
        var spare = launch(tier, SandboxMain.WARM);
        warming.add(spare);
        try {
            spare.awaitReady();
            ready.add(spare);
        } catch (IOException e) {
            discard(spare);
            if (!closed.get()) {
                LOG.log(System.Logger.Level.WARNING, "event=spare-lost", e);
            }
        } finally {
            warming.remove(spare);
        }
        if (closed.get() && ready.remove(spare)) {
            discard(spare);
        }
    }

    private SandboxProcess launch(MemoryTier tier, String... modes) {
        try {
            Path workingDirectory = Files.createTempDirectory(options.directory(), "job-");
            return new SandboxProcess(
                    command.start(tier, workingDirectory, cache.options(), modes), tier, workingDirectory);
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "no sandbox process can be started", e);
        }
    }

    private static void discard(SandboxProcess process) {
        process.kill();
        try {
            process.reap();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.set(true);
        running.forEach(ProcessJob::cancel);
        running.forEach(ProcessJob::await);
        warming.forEach(SandboxProcess::kill);
        for (var spare = ready.poll(); spare != null; spare = ready.poll()) {
            discard(spare);
        }
    }
}
