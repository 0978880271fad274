package souk.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `souk price`.
@Command(
        name = "price",
        description = "Base prices, and how quotes come about.",
        subcommands = {PriceCommand.Listing.class, PriceCommand.Explain.class})
final class PriceCommand {
    @Command(name = "list", description = "List base prices a class and region, with their last move.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            return shared.table(
                    "/v1/prices",
                    "prices",
                    "This market lists no base prices",
                    "class",
                    "region",
                    "index",
                    "lastMove",
                    "utilisation",
                    "target",
                    "epoch");
        }
    }

    @Command(
            name = "explain",
            description = "Show how the prices of a class in a region came about, or why one offer won nothing.")
    static final class Explain implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Option(names = "--class", required = true, paramLabel = "CLASS", description = "storage or compute.")
        private String resourceClass = "";

        @Option(names = "--region", required = true, paramLabel = "REGION", description = "E.g. eu-west-1.")
        private String region = "";

        @Option(names = "--offer", paramLabel = "HASH", description = "One offer, in words.")
        private String offer = "";

        @Override
        public Integer call() {
            var query = "?class=" + Uris.encoded(resourceClass)
                    + (offer.isEmpty() ? "" : "&offer=" + Uris.encoded(offer))
                    + "&region=" + Uris.encoded(region);
            try (var api = shared.api()) {
                var answer = api.get("/v1/prices/explain" + query);
                if (!offer.isEmpty() || shared.json()) {
                    Main.show(answer, shared.json());
                    return 0;
                }
                System.out.println("base price: " + answer.text("index"));
                Rows.print(
                        System.out,
                        false,
                        answer,
                        "offers",
                        "No live offers of this class in this region",
                        "position",
                        "provider",
                        "price",
                        "aboveIndex",
                        "aboveCheapest",
                        "surcharges",
                        "matched",
                        "offer");
            }
            return 0;
        }
    }
}
