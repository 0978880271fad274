package souk.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.sdk.api.SoukApi;
import souk.sdk.compose.ComposeFile;

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
            Main.Run.class,
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

    @Command(name = "run", description = "Run the job of a Compose file on the market.")
    static final class Run implements Callable<Integer> {
        private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Stopped");
        private static final long POLL_MILLIS = 200;

        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "FILE", description = "The Compose file.")
        private Path file = Path.of("compose.yaml");

        @Option(
                names = "--where",
                paramLabel = "CEL",
                description = "What the offer must fulfil, e.g. 'hardware.cpu >= 4000 && country in [\"DE\", \"IE\"]'.")
        private String where = "";

        @Option(names = "--wait", description = "Wait until it has ended; the exit code tells how.")
        private boolean wait;

        @Option(
                names = "--max-deviation",
                paramLabel = "PERCENT",
                description = "How far above the base price of its region a core may cost, e.g. 10%%.")
        private String maxDeviation = "";

        @Option(
                names = "--slo",
                paramLabel = "FILE",
                description = "The service levels that the lease promises: an OpenSLO v1 document.")
        private @Nullable Path slo;

        @Override
        public Integer call() throws IOException, InterruptedException {
            var text = Files.readString(file);
            var promised = slo == null ? Optional.<String>empty() : Optional.of(SloCommand.checked(slo));
            var service = ComposeFile.parse(text).service();
            var module = file.toAbsolutePath().resolveSibling(service.module()).normalize();
            if (Files.notExists(module)) {
                throw new SoukException(
                        ErrorCode.NOT_FOUND, "the module " + module + " does not exist: build it first");
            }
            var bytes = Files.readAllBytes(module);
            var digest = HexFormat.of().formatHex(Sha256.hash(bytes));
            try (var api = shared.api()) {
                progress("sending the module, " + bytes.length + " bytes");
                api.put("/v1/modules/" + digest, bytes);
                progress("finding a provider");
                var request = Json.object()
                        .put("compose", text)
                        .put("module", "0x" + digest)
                        .put("where", where);
                if (promised.isPresent()) {
                    request.put("slo", promised.get());
                }
                if (!maxDeviation.isEmpty()) {
                    request.put("maxDeviation", maxDeviation);
                }
                var workload = api.post("/v1/workloads", request.build());
                progress(workload.text("id") + " on " + workload.text("provider") + ", " + workload.text("price"));
                return wait ? await(api, workload) : print(workload);
            }
        }

        private int await(SoukApi api, JsonObject started) throws InterruptedException {
            var workload = started;
            var state = "";
            while (!ENDED.contains(workload.text("state"))) {
                if (!state.equals(workload.text("state"))) {
                    state = workload.text("state");
                    progress(state);
                }
                Thread.sleep(POLL_MILLIS);
                workload = api.get("/v1/workloads/" + started.text("id"));
            }
            if (!shared.json()) {
                OUT.print(
                        api.get("/v1/workloads/" + started.text("id") + "/logs").text("text"));
            }
            print(workload);
            return workload.text("state").equals("Succeeded") ? 0 : ErrorCode.LEDGER_REFUSED.exitCode();
        }

        private int print(JsonObject workload) {
            if (shared.json()) {
                OUT.println(workload);
            } else {
                OUT.println(workload.text("id") + " " + workload.text("state")
                        + workload.optionalText("reason")
                                .map(reason -> " " + reason)
                                .orElse(""));
            }
            return 0;
        }

        private static void progress(String text) {
            System.err.println("· " + text);
        }
    }

    @Command(name = "ps", description = "List workloads.")
    static final class Ps implements Callable<Integer> {
        @Mixin
        private Shared shared = new Shared();

        @Override
        public Integer call() {
            try (var api = shared.api()) {
                Rows.print(
                        OUT,
                        shared.json(),
                        api.get("/v1/workloads"),
                        "workloads",
                        "No workloads yet: ./souk run FILE",
                        "id",
                        "name",
                        "state",
                        "provider",
                        "region",
                        "created",
                        "paid");
            }
            return 0;
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
                try (var api = shared.api()) {
                    Rows.print(
                            OUT,
                            shared.json(),
                            api.get("/v1/audits" + (failed ? "?failed=true" : "")),
                            "audits",
                            "No audits yet: the first comes after the first epoch with data",
                            "id",
                            "epoch",
                            "provider",
                            "lease",
                            "verdict",
                            "evidence");
                }
                return 0;
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
                try (var api = shared.api()) {
                    show(api.get("/v1/audits/" + id), shared.json());
                }
                return 0;
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
                try (var api = shared.api()) {
                    Rows.print(
                            OUT,
                            shared.json(),
                            api.get("/v1/records"),
                            "records",
                            "No records yet",
                            "cid",
                            "kind",
                            "at");
                }
                return 0;
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
            try (var api = shared.api()) {
                show(api.post("/v1/snapshots", Json.object().build()), shared.json());
            }
            return 0;
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
