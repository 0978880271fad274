package souk.node.market;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import souk.evm.AnvilState;

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
                stateFile(home).toString(),
                "--state-interval",
                "1",
                "--prune-history",
                "64",
                "--cache-path",
                home.chain().resolve("cache").toString(),
                "--quiet");
    }

    static Path stateFile(Home home) {
        return new AnvilState(home.chain()).file();
    }

    /// Before a start: falls back to the last whole copy when the state is half-written.
    static void repair(Home home, Progress progress) {
        var state = new AnvilState(home.chain());
        if (!state.keepCopy() && Files.exists(state.file())) {
            progress.step("the chain's state was half-written: going back to the last whole copy");
            state.repair();
        }
    }
}
