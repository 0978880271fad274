package souk.evm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;

/// Keeps the state of a running Anvil on disk, so that a killed chain forgets a second or two and nothing else.
///
/// Anvil can write its state by itself, but it takes the blocks first and the accounts after them. When it makes a
/// block in between, the accounts are a block ahead, and after a kill the transactions of that block have happened
/// without leaving a trace. So the state is asked for between two blocks, and one during which the head moved is
/// thrown away. The file is replaced in one step: it is always whole.
public final class AnvilState implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(1);
    /// A save is followed by a pause of so many times its length: a long chain has a large state.
    private static final int REST = 10;
    /// A small state takes a few milliseconds and blocks are hundreds apart: the second attempt succeeds.
    private static final int ATTEMPTS = 3;

    private static final Logger LOG = System.getLogger(AnvilState.class.getName());

    private final Path file;
    private final JsonRpc rpc;
    private final long blockSeconds;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("anvil-state").unstarted(this::run);
    private String saved = "";

    private AnvilState(AnvilOptions options) {
        this.file = options.stateFile();
        this.rpc = new JsonRpc(options.endpoint());
        // Anvil takes whole seconds here.
        this.blockSeconds = Math.max(1, options.blockTime().toSeconds());
    }

    /// For a chain that runs or is about to.
    public static AnvilState of(AnvilOptions options) {
        return new AnvilState(options);
    }

    /// Saves again and again, until [#close].
    public void start() {
        thread.start();
    }

    /// Writes the state as of the newest block to the disk.
    ///
    /// @throws SoukException `UNAVAILABLE` when the chain does not answer, `OVERLOADED` when it never stood
    ///     still; the file is as before
    public synchronized void save() {
        if (savedBetweenBlocks()) {
            return;
        }
        // A large state takes longer than a block: the chain has to wait for it.
        mineEvery(0);
        try {
            if (!savedBetweenBlocks()) {
                throw new SoukException(ErrorCode.OVERLOADED, "the chain did not stand still for its state");
            }
        } finally {
            mineEvery(blockSeconds);
        }
    }

    /// Ends mining for good and saves: what comes before a stop.
    public synchronized void saveLast() {
        mineEvery(0);
        savedBetweenBlocks();
    }

    private boolean savedBetweenBlocks() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var before = head();
            if (before.equals(saved)) {
                return true;
            }
            var state = Quantity.bytes(rpc.text("anvil_dumpState"));
            if (head().equals(before)) {
                replace(state);
                saved = before;
                return true;
            }
        }
        return false;
    }

    /// @param seconds 0 for never
    private void mineEvery(long seconds) {
        rpc.call("evm_setIntervalMining", new Json.Number(seconds));
    }

    /// Stops saving; the file stays.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rpc.close();
    }

    private void run() {
        var pause = PACE;
        while (!closed(pause)) {
            long begun = System.nanoTime();
            try {
                save();
            } catch (SoukException | RpcError | UncheckedIOException e) {
                // A chain that is down comes back, a full disk stays: either way what was saved last still stands.
                var level = e instanceof SoukException ? Level.DEBUG : Level.WARNING;
                LOG.log(level, "anvil.not-saved file={0} reason={1}", file, e.getMessage());
            }
            var rest = Duration.ofNanos((System.nanoTime() - begun) * REST);
            pause = rest.compareTo(PACE) > 0 ? rest : PACE;
        }
    }

    private boolean closed(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private String head() {
        return rpc.object("eth_getBlockByNumber", new Json.Text("latest"), new Json.Flag(false))
                .text("hash");
    }

    private void replace(byte[] compressed) {
        var draft = file.resolveSibling("state.json.new");
        try {
            try (var json = new GZIPInputStream(new ByteArrayInputStream(compressed));
                    var channel = FileChannel.open(
                            draft,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                json.transferTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + draft, e);
        }
    }
}
