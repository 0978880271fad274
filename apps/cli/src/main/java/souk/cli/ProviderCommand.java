package souk.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `souk provider`, as far as it asks the gateway.
@Command(
        name = "provider",
        description = "Providers of the market.",
        subcommands = {ProviderCommand.Listing.class, ProviderCommand.Rewards.class})
final class ProviderCommand {
    @Command(name = "list", description = "List providers: region, stake, free capacity, prices, audit score.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            return shared.table(
                    "/v1/providers",
                    "providers",
                    "No providers",
                    "name",
                    "region",
                    "stake",
                    "freeStorage",
                    "storagePrice",
                    "freeCpu",
                    "cpuPrice",
                    "auditScore",
                    "circuit",
                    "account");
        }
    }

    @Command(name = "rewards", description = "List what providers got for serving well, by reward epoch.")
    static final class Rewards implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            return shared.table(
                    "/v1/rewards",
                    "rewards",
                    "No rewards yet: auditors share them out after every ten epochs",
                    "epoch",
                    "provider",
                    "reward",
                    "granted",
                    "claimed",
                    "transaction");
        }
    }
}
