package souk.evm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A local chain: one Anvil process. Its state is written to a folder every second; [AnvilState] keeps a copy that is
/// whole.
public final class Anvil implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);
    /// Of past blocks, in memory: more would be written to disk, a third of a megabyte a block.
    private static final int KEPT_STATES = 64;
    private static final Duration POLL = Duration.ofMillis(20);

    /// @param binary the program
    /// @param port on the loopback interface
    /// @param chainId EIP-155 number
    /// @param blockTime between blocks; fractions of a second are fine
    /// @param folder for the state, the cache and the log; made if missing
    public record Options(Path binary, int port, long chainId, Duration blockTime, Path folder) {}

    private final Options options;
    private final InstantSource clock;
    private final AnvilState state;
    private Optional<Process> process = Optional.empty();

    private Anvil(Options options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
        this.state = new AnvilState(options.folder());
    }

    /// Starts a chain, from the state in its folder if there is one, and waits until it answers.
    ///
    /// @throws SoukException `UNAVAILABLE` when it ends or does not answer in time
    public static Anvil start(Options options, InstantSource clock) {
        var anvil = new Anvil(options, clock);
        anvil.restart();
        return anvil;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + options.port());
    }

    public boolean alive() {
        return process.map(Process::isAlive).orElse(false);
    }

    /// Starts it again after [#stop] or [#kill]; a state that was cut short is put back from the last whole copy.
    public void restart() {
        try {
            Files.createDirectories(options.folder());
            state.repair();
            var log = options.folder().resolve("anvil.log").toFile();
            process = Optional.of(new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + options.binary(), e);
        }
        awaitReady(clock.instant().plus(READY));
    }

    /// Ends it with SIGTERM, which makes it write its state, and waits.
    public void stop() {
        process.ifPresent(running -> {
            running.destroy();
            if (!ended(running)) {
                kill();
            }
        });
        state.keepCopy();
    }

    /// Ends it with SIGKILL: what it did since it last wrote its state is lost.
    public void kill() {
        process.ifPresent(running -> {
            running.destroyForcibly();
            ended(running);
        });
    }

    @Override
    public void close() {
        stop();
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(options.binary().toString());
        command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(options.port())));
        command.addAll(List.of("--chain-id", Long.toString(options.chainId())));
        command.addAll(List.of(
                "--block-time",
                String.format(Locale.ROOT, "%.3f", options.blockTime().toMillis() / 1000.0)));
        command.addAll(List.of("--state", state.file().toString(), "--state-interval", "1"));
        command.addAll(List.of("--prune-history", Integer.toString(KEPT_STATES)));
        command.addAll(List.of("--cache-path", options.folder().resolve("cache").toString(), "--quiet"));
        return command;
    }

    private void awaitReady(Instant deadline) {
        try (var rpc = new JsonRpc(endpoint())) {
            while (true) {
                try {
                    rpc.text("eth_chainId");
                    return;
                } catch (SoukException e) {
                    if (!alive() || clock.instant().isAfter(deadline)) {
                        kill();
                        throw new SoukException(
                                ErrorCode.UNAVAILABLE,
                                "anvil did not start: read " + options.folder().resolve("anvil.log"),
                                e);
                    }
                    Pauses.sleep(POLL);
                }
            }
        }
    }

    private static boolean ended(Process running) {
        try {
            return running.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
