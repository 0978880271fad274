package souk.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

/// Runs a job.
@Command(name = "run", description = "Run the job of a Compose file on the market.")
final class RunCommand implements Callable<Integer> {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Stopped");
    private static final long POLL_MILLIS = 200;
    private static final PrintStream OUT = System.out;

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
            names = "--queue-timeout",
            paramLabel = "TIME",
            description = "How long it may wait for a provider, e.g. 10m; without it is refused when there is none.")
    private String queueTimeout = "";

    @Option(
            names = "--fallback",
            paramLabel = "NAME,NAME",
            split = ",",
            description = "Providers to turn to, in this order, when the first one fails.")
    private String[] fallbacks = {};

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
            throw new SoukException(ErrorCode.NOT_FOUND, "the module " + module + " does not exist: build it first");
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
            promised.ifPresent(it -> request.put("slo", it));
            if (!maxDeviation.isEmpty()) {
                request.put("maxDeviation", maxDeviation);
            }
            if (!queueTimeout.isEmpty()) {
                request.put("queueTimeout", queueTimeout);
            }
            if (fallbacks.length > 0) {
                request.put("fallbacks", Json.texts(Arrays.asList(fallbacks)));
            }
            var workload = api.post("/v1/workloads", request.build());
            progress(
                    isQueued(workload)
                            ? workload.text("id") + " waits for a provider until "
                                    + workload.object("pending").text("until") + ": " + workload.text("reason")
                            : workload.text("id") + " on " + workload.text("provider") + ", " + workload.text("price"));
            return wait ? await(api, workload) : print(workload);
        }
    }

    private int await(SoukApi api, JsonObject started) throws InterruptedException {
        var workload = started;
        var shown = "";
        while (!ENDED.contains(workload.text("state"))) {
            var now = standing(workload);
            if (!shown.equals(now)) {
                shown = now;
                progress(shown);
            }
            Thread.sleep(POLL_MILLIS);
            workload = api.get("/v1/workloads/" + started.text("id"));
        }
        if (!shared.json()) {
            OUT.print(api.get("/v1/workloads/" + started.text("id") + "/logs").text("text"));
        }
        print(workload);
        return workload.text("state").equals("Succeeded") ? 0 : ErrorCode.LEDGER_REFUSED.exitCode();
    }

    private static boolean isQueued(JsonObject workload) {
        return workload.text("state").equals("Queued");
    }

    /// The state, why it waits, and where it is.
    private static String standing(JsonObject workload) {
        return isQueued(workload)
                ? "Queued, " + workload.text("reason")
                : workload.text("state") + " on " + workload.text("provider");
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
