package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One process of the market: its command, its log and the file with its process id.
final class Child {
    /// Long enough for a node to flush and for the chain to write its state.
    private static final Duration STOP = Duration.ofSeconds(20);

    private final String name;
    private final Supplier<List<String>> command;
    private final Runnable farewell;
    private final Home home;
    private Optional<Process> process = Optional.empty();

    Child(String name, List<String> command, Home home) {
        this(name, () -> command, () -> {}, home);
    }

    /// @param command asked for at each start
    /// @param farewell is called while the process still runs and is about to be stopped
    Child(String name, Supplier<List<String>> command, Runnable farewell, Home home) {
        this.name = name;
        this.command = command;
        this.farewell = farewell;
        this.home = home;
    }

    String name() {
        return name;
    }

    synchronized void start() {
        try {
            var builder = new ProcessBuilder(command.get())
                    .directory(home.root().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            var started = builder.start();
            process = Optional.of(started);
            Files.writeString(pidFile(), Long.toString(started.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    synchronized boolean alive() {
        return process.map(Process::isAlive).orElse(false);
    }

    /// Asks it to end, waits, then insists.
    void stop() {
        Optional<Process> running;
        synchronized (this) {
            running = process;
        }
        running.filter(Process::isAlive).ifPresent(it -> {
            farewell.run();
            it.destroy();
            try {
                if (!it.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                    it.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                it.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
        deletePidFile();
    }

    /// Ends what a killed supervisor left behind. The command line is compared, since process ids are reused.
    boolean stopLeftover() {
        var leftover = readPid().flatMap(ProcessHandle::of).filter(this::isOurs);
        leftover.ifPresent(handle -> {
            farewell.run();
            handle.destroy();
            handle.onExit()
                    .orTimeout(STOP.toSeconds(), TimeUnit.SECONDS)
                    .exceptionally(late -> {
                        handle.destroyForcibly();
                        return handle;
                    })
                    .join();
        });
        deletePidFile();
        return leftover.isPresent();
    }

    Path log() {
        return home.logs().resolve(name + ".log");
    }

    private boolean isOurs(ProcessHandle handle) {
        return handle.info()
                .commandLine()
                .map(line -> line.contains(home.root().toString()))
                .orElse(false);
    }

    private Path pidFile() {
        return home.run().resolve(name + ".pid");
    }

    private Optional<Long> readPid() {
        try {
            return Files.exists(pidFile())
                    ? Optional.of(Long.parseLong(Files.readString(pidFile()).strip()))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void deletePidFile() {
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
