package souk.node.market;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;

/// One process of the market: its command, its log and the file with its process id.
final class Child {
    /// Long enough for a node to flush and for the chain to write its state.
    static final Duration STOP = Duration.ofSeconds(20);

    /// Where the reason is looked for when it fails: its last lines.
    private static final int TAIL = 64 << 10;

    private static final String REASON = "reason=";

    private final String name;
    private final Supplier<List<String>> command;
    private final Runnable farewell;
    private final Home home;
    private Optional<Process> process = Optional.empty();
    private long logStart;
    private boolean closed;

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

    /// @throws SoukException `UNAVAILABLE` after [#close]
    synchronized void start() {
        if (closed) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the market is being stopped");
        }
        try {
            logStart = log().toFile().length();
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

    /// Asks it to end, waits, then insists; returns whether asking was enough.
    boolean stop() {
        Optional<Process> running;
        synchronized (this) {
            running = process;
        }
        boolean ended = running.filter(Process::isAlive).map(this::ends).orElse(true);
        deletePidFile();
        return ended;
    }

    private boolean ends(Process process) {
        farewell.run();
        process.destroy();
        try {
            if (process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /// Stops it for good: who is still bringing the market up does not start it again.
    boolean close() {
        synchronized (this) {
            closed = true;
        }
        return stop();
    }

    Path log() {
        return home.logs().resolve(name + ".log");
    }

    /// What it said last since it was started: the last error it logged, or else its last line.
    String lastWords() {
        var lines = tail().lines().filter(line -> !line.isBlank()).toList().reversed();
        return lines.stream()
                .flatMap(line -> error(line).stream())
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .orElse("it said nothing");
    }

    private static Optional<String> error(String line) {
        try {
            return Optional.of(Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
                    .filter(json -> json.text("level").equals("ERROR"))
                    .map(json -> json.text("event"))
                    .map(event ->
                            event.substring(event.contains(REASON) ? event.indexOf(REASON) + REASON.length() : 0));
        } catch (SoukException e) {
            return Optional.empty();
        }
    }

    private String tail() {
        try (var file = new RandomAccessFile(log().toFile(), "r")) {
            file.seek(Math.max(logStart, file.length() - TAIL));
            var bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private Path pidFile() {
        return home.run().resolve(name + ".pid");
    }

    private void deletePidFile() {
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
