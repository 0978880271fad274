package souk.cli;

import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// The `souk` command.
@Command(
        name = "souk",
        description = "An open market for compute and storage.",
        mixinStandardHelpOptions = true,
        version = "souk 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A market on this machine:",
            "  up [--detach] [--data DIR] [--providers N] [--port BASE] [--processes]   start it, or show the running"
                    + " one",
            "     [--relays 2]   two list offers and match, and take over from each other",
            "     [--gateways N --metadata postgres://USER:PASSWORD@HOST:PORT/DATABASE]   several, with the same"
                    + " buckets",
            "  status [--json]      how its parts are",
            "  down                 stop it; everything is kept",
            "     [--profile NAME] [--epoch S] [--lease S] [--offline S] [--delegate-repair]"
                    + " [--max-deviation PERCENT] [--slo FILE|none]   how it stores; in seconds, see"
                    + " docs/limits.md",
            "  provider stop|start NAME   an outage, and its end",
            "  provider price NAME --indexed PERCENT|--fixed   its tariff: a part of the base price, or its own",
            "  provider drain NAME        an exit with notice: what it keeps moves first",
            "  gateway stop|start   the gateway alone, of a market that runs",
            "  gateway --data DIR   run nothing but the gateway, where the rest of the market runs elsewhere",
            "",
            "Disaster recovery:",
            "  root-key show        the key to write down and keep away from this machine",
            "  recover --root-key FILE|-  rebuild the gateway of an empty folder [--data DIR] [--market DIR]",
            "",
            "  bench NAME [--json]  measure; without a name it lists what there is",
            "  test                 run every test",
            "",
            "Exit codes: 0 done, 2 wrong usage, 3 not found, 4 refused, 5 unavailable, 1 a fault of ours."
        },
        subcommands = {
            Main.Env.class,
            RunCommand.class,
            Main.Ps.class,
            Main.Logs.class,
            Main.Stop.class,
            LeaseCommand.class,
            SloCommand.class,
            ProviderCommand.class,
            PriceCommand.class,
            Main.Audit.class,
            Main.Record.class,
            Main.Snapshot.class,
            CostCommand.class,
            BucketCommand.class,
            ObjectCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private static final PrintStream OUT = System.out;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// @return the exit code
    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, result) -> complain(failure))
                .execute(arguments);
    }

    private static int complain(Exception failure) throws Exception {
        if (failure instanceof SoukException refused) {
            System.err.println("souk: " + refused.getMessage());
            return refused.code().exitCode();
        }
        if (failure instanceof NoSuchFileException missing) {
            System.err.println("souk: there is no file " + missing.getMessage());
            return ErrorCode.NOT_FOUND.exitCode();
        }
        throw failure;
    }

    @Command(name = "env", description = "Print the variables that S3 clients read: eval \"$(./souk env)\"")
    static final class Env implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            var session = Session.fromFolder(Session.folder(System.getenv(), shared.data()), shared.account());
            var variables = Json.object()
                    .put("AWS_ENDPOINT_URL", session.s3().toString())
                    .put("AWS_ACCESS_KEY_ID", session.credentials().accessKeyId())
                    .put("AWS_SECRET_ACCESS_KEY", session.credentials().secretKey())
                    .put("AWS_DEFAULT_REGION", "us-east-1")
                    .put("SOUK_API", session.api().toString())
                    .build();
            if (shared.json()) {
                OUT.println(variables);
            } else {
                variables
                        .members()
                        .keySet()
                        .forEach(name -> OUT.println("export " + name + "='" + variables.text(name) + "'"));
            }
            return 0;
        }
    }

    @Command(name = "ps", description = "List workloads.")
    static final class Ps implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            return shared.table(
                    "/v1/workloads",
                    "workloads",
                    "No workloads yet: ./souk run FILE",
                    "id",
                    "name",
                    "state",
                    "provider",
                    "region",
                    "created",
                    "paid",
                    "reason");
        }
    }

    @Command(name = "logs", description = "Print what a workload wrote.")
    static final class Logs implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Override
        public Integer call() {
            try (var api = shared.api()) {
                var logs = api.get("/v1/workloads/" + id + "/logs");
                OUT.print(shared.json() ? logs + "\n" : logs.text("text"));
            }
            return 0;
        }
    }

    @Command(name = "stop", description = "Stop a workload and settle its lease.")
    static final class Stop implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Override
        public Integer call() {
            try (var api = shared.api()) {
                var workload = api.delete("/v1/workloads/" + id);
                OUT.println(shared.json() ? workload : id + " " + workload.text("state"));
            }
            return 0;
        }
    }

    @Command(
            name = "audit",
            description = "Storage audits and their evidence.",
            subcommands = {Audit.Listing.class, Audit.Show.class})
    static final class Audit {
        @Command(name = "list", description = "List audits, newest first.")
        static final class Listing implements Callable<Integer> {
            @Mixin
            private Shared shared = new Shared();

            @Option(names = "--failed", description = "Only those that failed.")
            private boolean failed;

            @Override
            public Integer call() {
                return shared.table(
                        "/v1/audits" + (failed ? "?failed=true" : ""),
                        "audits",
                        "No audits yet: the first comes after the first epoch with data",
                        "id",
                        "epoch",
                        "provider",
                        "lease",
                        "verdict",
                        "evidence");
            }
        }

        @Command(name = "show", description = "Show the evidence of an audit.")
        static final class Show implements Callable<Integer> {
            @Mixin
            private Shared shared = new Shared();

            @Parameters(paramLabel = "ID")
            private String id = "";

            @Override
            public Integer call() {
                return shared.show(api -> api.get("/v1/audits/" + id));
            }
        }
    }

    @Command(
            name = "record",
            description = "Public records.",
            subcommands = {Record.Listing.class, Record.Get.class})
    static final class Record {
        @Command(name = "list", description = "List the records that the gateway published; audits name theirs.")
        static final class Listing implements Callable<Integer> {
            @Mixin
            private Shared shared = new Shared();

            @Override
            public Integer call() {
                return shared.table("/v1/records", "records", "No records yet", "cid", "kind", "at");
            }
        }

        @Command(name = "get", description = "Fetch a record from the custodians and check it against its name.")
        static final class Get implements Callable<Integer> {
            @Mixin
            private Shared shared = new Shared();

            @Parameters(paramLabel = "CID")
            private String cid = "";

            @Override
            public Integer call() {
                try (var api = shared.api()) {
                    OUT.println(Json.parse(api.bytes("/v1/records/" + cid)));
                }
                return 0;
            }
        }
    }

    @Command(name = "snapshot", description = "Take a snapshot of the gateway's metadata now, for ./souk recover.")
    static final class Snapshot implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            return shared.show(api -> api.post("/v1/snapshots", Json.object().build()));
        }
    }

    /// Members one a line; nested lists indented.
    static void show(JsonObject object, boolean json) {
        if (json) {
            OUT.println(object);
        } else {
            Lines.print(OUT, object, 0);
        }
    }
}
