package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The embedded chain: Anvil, with its state in the market's folder.
final class Chain {
    static final long ID = 31_337;

    private Chain() {}

    /// Blocks every second; the state is written every second, so that a killed chain loses two blocks at most,
    /// which the nodes put back from their outboxes.
    static List<String> command(Path root, Home home, MarketPlan plan) {
        return List.of(
                root.resolve("contracts/node_modules/.bin/anvil").toString(),
                "--port",
                Integer.toString(plan.chainPort()),
                "--chain-id",
                Long.toString(ID),
                "--block-time",
                "1",
                "--state",
                state(home).toString(),
                "--state-interval",
                "1",
                "--prune-history",
                "--quiet");
    }

    /// Before a start: keeps a copy of a readable state, and falls back to the copy when the state is half-written.
    static void repair(Home home, Progress progress) {
        var state = state(home);
        var copy = state.resolveSibling("state.json.good");
        try {
            if (Files.notExists(state)) {
                return;
            }
            if (readable(state)) {
                Files.copy(state, copy, StandardCopyOption.REPLACE_EXISTING);
            } else if (Files.exists(copy)) {
                progress.step("the chain's state was half-written: going back to the last good copy");
                Files.copy(copy, state, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path state(Home home) {
        return home.chain().resolve("state.json");
    }

    /// A state cut short lacks the brace that ends it. The rest is the chain's own business, and too much to parse
    /// here.
    private static boolean readable(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) == '}';
        }
    }
}
