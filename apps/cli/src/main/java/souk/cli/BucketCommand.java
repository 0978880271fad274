package souk.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.core.error.ErrorCode;
import souk.core.json.Json;

/// How well buckets are kept.
@Command(
        name = "bucket",
        description = "How well buckets are kept.",
        subcommands = {
            BucketCommand.Health.class,
            BucketCommand.Costs.class,
            BucketCommand.Durability.class,
            BucketCommand.Drill.class
        })
final class BucketCommand {
    @Command(name = "health", description = "Healthy shards, operators, regions and days to loss; the repair queue.")
    static final class Health implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(names = "--key", description = "Of one object.")
        private Optional<String> key = Optional.empty();

        @Override
        public Integer call() {
            try (var api = shared.api()) {
                var query = key.map(it -> "?key=" + Uris.encoded(it)).orElse("");
                Main.show(api.get("/v1/buckets/" + name + "/health" + query), shared.json());
            }
            return 0;
        }
    }

    @Command(name = "costs", description = "What was paid for a bucket, by prefix and epoch, in 10^-6 sUSD.")
    static final class Costs implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(names = "--prefix", description = "Only what is below it; ends in /.", defaultValue = "")
        private String prefix = "";

        @Option(names = "--depth", description = "Levels to tell apart, 0 to 4.", defaultValue = "1")
        private int depth = 1;

        @Override
        public Integer call() {
            try (var api = shared.api()) {
                var query = "?depth=" + depth + "&prefix=" + Uris.encoded(prefix);
                Main.show(api.get("/v1/buckets/" + name + "/costs" + query), shared.json());
            }
            return 0;
        }
    }

    @Command(
            name = "durability",
            description = "How a bucket is to be kept; with options, how what is written from now on is.")
    static final class Durability implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(names = "--profile", description = "dev, small, standard, wide or archive.")
        private Optional<String> profile = Optional.empty();

        @Option(names = "--countries-apart", description = "Never two shards of a segment in one country.")
        private boolean countries;

        @Option(
                names = "--allow-low-durability",
                description = "Take a profile that gives data back in less than 99.9999 %% of cases.")
        private boolean low;

        @Override
        public Integer call() {
            var path = "/v1/buckets/" + name + "/durability";
            try (var api = shared.api()) {
                boolean change = profile.isPresent() || countries || low;
                var wanted = Json.object()
                        .put("profile", profile.orElse(""))
                        .put("countries", countries)
                        .put("allowLowDurability", low)
                        .build();
                Main.show(change ? api.post(path, wanted) : api.get(path), shared.json());
            }
            return 0;
        }
    }

    @Command(
            name = "drill",
            description = "Stop random providers of the local market, show that the bucket can be read and is repaired,"
                    + " and start them again.")
    static final class Drill implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(names = "--stop", description = "How many providers; by default as many as the bucket survives.")
        private Optional<Integer> stop = Optional.empty();

        @Option(names = "--seed", description = "Chooses the same providers and objects again.")
        private Optional<Long> seed = Optional.empty();

        @Option(names = "--timeout", description = "Seconds to wait for each step.", defaultValue = "900")
        private int timeout = 900;

        @Override
        public Integer call() throws InterruptedException {
            var session = Session.fromFolder(Session.folder(System.getenv(), shared.data()), shared.account());
            var folder = Session.folder(System.getenv(), shared.data());
            long chosen = seed.orElseGet(System::nanoTime);
            try (var drill = new BucketDrill(session, folder, name, chosen, timeout)) {
                var report = drill.run(stop);
                Main.show(report, shared.json());
                return report.flag("passed") ? 0 : ErrorCode.CORRUPT.exitCode();
            }
        }
    }
}
