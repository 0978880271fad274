package souk.bench;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.sdk.api.SoukApi;

/// How long the word count takes from the request to its provider running it, and to its result in the bucket.
final class RunBench implements Bench {
    private static final String EXAMPLE = "examples/wordcount/";
    private static final List<String> TEXTS = List.of("caravan.txt", "market.txt");
    private static final long POLL_MILLIS = 10;

    /// @param running when the gateway first said so; a job may end between two of its looks
    private record Times(long accepted, OptionalLong running, long result) {}

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        var market = setting.market();
        var module = Files.readAllBytes(setting.file(EXAMPLE + "build/wordcount.wasm"));
        var hash = HexFormat.of().formatHex(Sha256.hash(module));
        var compose = Files.readString(setting.file(EXAMPLE + "compose.yaml"))
                .replace("bucket: texts", "bucket: souk-bench-texts")
                .replace("bucket: results", "bucket: souk-bench-results");
        var request =
                Json.object().put("compose", compose).put("module", "0x" + hash).build();
        try (var door = new S3Door(market, InstantSource.system());
                var api = new SoukApi(market.api(), market.credentials(), InstantSource.system())) {
            door.makeBucket("souk-bench-texts");
            door.makeBucket("souk-bench-results");
            for (var text : TEXTS) {
                var file = setting.file(EXAMPLE + "texts/" + text);
                door.put("/souk-bench-texts/" + text, BodyPublishers.ofFile(file));
            }
            api.put("/v1/modules/" + hash, module);
            var times = new ArrayList<Times>();
            for (int round = 0; round < setting.rounds(); round++) {
                times.add(run(api, request));
            }
            return figures(times);
        }
    }

    private static Times run(SoukApi api, JsonObject request) throws InterruptedException {
        long start = System.nanoTime();
        var id = api.post("/v1/workloads", request).text("id");
        long accepted = System.nanoTime() - start;
        var running = OptionalLong.empty();
        while (true) {
            var workload = api.get("/v1/workloads/" + id);
            long now = System.nanoTime() - start;
            switch (workload.text("state")) {
                case "Running", "Uploading" -> running = running.isPresent() ? running : OptionalLong.of(now);
                case "Succeeded" -> {
                    return new Times(accepted, running, now);
                }
                case "Failed", "Stopped" ->
                    throw new SoukException(ErrorCode.UNAVAILABLE, id + " ended: " + workload.text("reason"));
                default -> {}
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static List<Figure> figures(List<Times> times) {
        var figures = new ArrayList<Figure>();
        add(figures, "lease asked for", times.stream().map(Times::accepted).toList());
        add(
                figures,
                "seen running",
                times.stream().flatMap(each -> each.running().stream().boxed()).toList());
        add(figures, "result", times.stream().map(Times::result).toList());
        return figures;
    }

    private static void add(List<Figure> figures, String name, List<Long> nanos) {
        if (nanos.isEmpty()) {
            return;
        }
        var sorted = nanos.stream().sorted().toList();
        var note = "from the request, median of %d, %.2f to %.2f s"
                .formatted(sorted.size(), sorted.getFirst() / 1e9, Collections.max(sorted) / 1e9);
        figures.add(Figure.seconds(name, sorted.get(sorted.size() / 2), note));
    }
}
