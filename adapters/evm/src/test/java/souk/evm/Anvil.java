package souk.evm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A local chain whose state is kept, to be stopped, killed and started again.
final class Anvil implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);

    /// A process and what saves its state.
    private record Running(Process process, AnvilState state) {
        boolean end() {
            state.close();
            try {
                return process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private final AnvilOptions options;
    private final InstantSource clock;
    private Optional<Running> running = Optional.empty();

    private Anvil(AnvilOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    /// Starts a chain, from the state in its folder if there is one, and waits until it answers.
    static Anvil start(AnvilOptions options, InstantSource clock) {
        var anvil = new Anvil(options, clock);
        anvil.restart();
        return anvil;
    }

    URI endpoint() {
        return options.endpoint();
    }

    boolean alive() {
        return running.map(it -> it.process().isAlive()).orElse(false);
    }

    /// Starts it again after [#stop] or [#kill].
    void restart() {
        try {
            Files.createDirectories(options.folder());
            var log = options.folder().resolve("anvil.log").toFile();
            var process = new ProcessBuilder(options.command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            var state = AnvilState.of(options);
            running = Optional.of(new Running(process, state));
            awaitReady(clock.instant().plus(READY));
            state.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + options.binary(), e);
        }
    }

    /// Ends it in peace.
    void stop() {
        running.ifPresent(it -> {
            it.state().saveLast();
            it.process().destroy();
            if (!it.end()) {
                kill();
            }
        });
    }

    /// Ends it with SIGKILL: what it did since its state was last saved is lost.
    void kill() {
        running.ifPresent(it -> {
            it.process().destroyForcibly();
            it.end();
        });
    }

    @Override
    public void close() {
        stop();
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
}
