package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/// Says whether a market runs: its supervisor holds the lock, and the system takes it back when that dies, however.
final class MarketLock implements AutoCloseable {
    /// Who only asks holds the lock for a moment; after so many tries it is held for good.
    private static final int TRIES = 10;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final FileChannel channel;

    private MarketLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock; empty when a supervisor holds it.
    static Optional<MarketLock> take(Home home) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            var channel = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new MarketLock(channel));
            }
            channel.close();
            Thread.sleep(PAUSE);
        }
        return Optional.empty();
    }

    /// Whether a supervisor holds it. Those who ask share the lock, so that they do not disturb each other.
    static boolean held(Home home) {
        if (Files.notExists(home.lock())) {
            return false;
        }
        try (var channel = FileChannel.open(home.lock(), StandardOpenOption.READ)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
