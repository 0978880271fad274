package souk.node.market;

import java.nio.file.Path;
import java.time.Duration;
import souk.evm.AnvilOptions;

/// The embedded chain: Anvil, with its state in the market's folder.
final class Chain {
    static final long ID = 31_337;

    /// Short for a person who waits, long for a machine.
    private static final Duration BLOCK_TIME = Duration.ofSeconds(1);

    private Chain() {}

    static AnvilOptions options(Path root, Home home, MarketPlan plan) {
        return new AnvilOptions(
                root.resolve("contracts/node_modules/.bin/anvil"), plan.chainPort(), ID, BLOCK_TIME, home.chain());
    }
}
