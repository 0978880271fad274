package souk.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `souk lease`.
@Command(
        name = "lease",
        description = "Leases: parties, prices, escrow, vouchers, history.",
        subcommands = {
            LeaseCommand.Listing.class,
            LeaseCommand.Show.class,
            LeaseCommand.Slo.class,
            LeaseCommand.Close.class
        })
final class LeaseCommand {
    @Command(name = "list", description = "List your leases.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            return shared.table(
                    "/v1/leases",
                    "leases",
                    "No leases yet: they open with the first bucket or job",
                    "id",
                    "class",
                    "status",
                    "provider",
                    "region",
                    "quantity",
                    "deposit",
                    "vouched",
                    "paid",
                    "expires");
        }
    }

    @Command(name = "show", description = "Show one lease with its history.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Override
        public Integer call() {
            return shared.show(api -> api.get("/v1/leases/" + id));
        }
    }

    @Command(
            name = "slo",
            description = "Show how service levels were kept: of all your leases, or one with its epochs and evidence.")
    static final class Slo implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "ID", arity = "0..1", description = "A lease; without it all of them.")
        private String id = "";

        @Override
        public Integer call() {
            return id.isEmpty()
                    ? shared.table(
                            "/v1/slo",
                            "leases",
                            "No lease has service levels: ./souk up --slo FILE for storage, ./souk run --slo FILE for jobs",
                            "id",
                            "status",
                            "provider",
                            "name",
                            "measured",
                            "met",
                            "penalties",
                            "collected",
                            "owed")
                    : shared.show(api -> api.get("/v1/leases/" + id + "/slo"));
        }
    }

    @Command(name = "close", description = "Close a lease; what is stored under it is moved first or lost.")
    static final class Close implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Override
        public Integer call() {
            return shared.show(api -> api.delete("/v1/leases/" + id));
        }
    }
}
