package souk.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import souk.core.json.JsonObject;

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
            try (var api = shared.api()) {
                Rows.print(
                        System.out,
                        shared.json(),
                        api.get("/v1/leases"),
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
            return 0;
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
            try (var api = shared.api()) {
                Main.show(api.get("/v1/leases/" + id), shared.json());
            }
            return 0;
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
            try (var api = shared.api()) {
                if (id.isEmpty()) {
                    list(api.get("/v1/slo"));
                } else {
                    Main.show(api.get("/v1/leases/" + id + "/slo"), shared.json());
                }
            }
            return 0;
        }

        private void list(JsonObject answer) {
            Rows.print(
                    System.out,
                    shared.json(),
                    answer,
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
                    "owed");
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
            try (var api = shared.api()) {
                Main.show(api.delete("/v1/leases/" + id), shared.json());
            }
            return 0;
        }
    }
}
