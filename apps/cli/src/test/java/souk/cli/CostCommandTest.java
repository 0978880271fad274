package souk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.net.Metrics;
import souk.net.NodeServer;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.cost.CostKind;
import souk.sdk.cost.CostLine;

/// The command against a gateway that has two pages of costs.
final class CostCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private boolean empty;
    private Optional<NodeServer> server = Optional.empty();

    @BeforeEach
    void serve() throws IOException {
        var routes = List.of(
                Route.get("/v1/costs", this::page),
                Route.get(
                        "/v1/costs/buckets",
                        _ -> Response.json(Json.parseObject("""
                        {"buckets": [{"bucket": "photos", "amount": "0.5"}, {"bucket": "=x", "amount": "0.25"}]}
                        """.getBytes(java.nio.charset.StandardCharsets.UTF_8)))),
                Route.get(
                        "/v1/leases/{id}/invoice",
                        request -> Response.json(Json.object()
                                .put("id", request.path("id"))
                                .put("charged", "0.5")
                                .build())));
        var started =
                NodeServer.startLocal(NodeServer.Options.of("127.0.0.1", 0), routes, new Metrics(), new Random(1));
        server = Optional.of(started);
        Files.writeString(folder.resolve("market.json"), "{\"basePort\": " + (started.port() - 2) + "}");
        Files.writeString(
                folder.resolve("credentials.json"),
                "{\"accounts\": [{\"name\": \"owner\", \"accessKey\": \"a\", \"secretKey\": \"b\"}]}");
    }

    @AfterEach
    void close() {
        server.ifPresent(NodeServer::close);
    }

    private Response page(Request request) {
        var after = request.query("after").orElse("");
        asked.add(after + request.query("since").map(day -> " since " + day).orElse(""));
        var json = Json.object().put("currency", CostLine.CURRENCY);
        if (empty) {
            return Response.json(json.put("lines", Json.array(List.of())).build());
        }
        return Response.json(
                after.isEmpty()
                        ? json.put("lines", lines(CostKind.DEPOSIT, "9", CostKind.USAGE, "0.0000015"))
                                .put("next", "more")
                                .build()
                        : json.put("lines", lines(CostKind.USAGE, "0.000002", CostKind.ROUNDING, "-0.0000005"))
                                .build());
    }

    private static Json lines(CostKind first, String amount, CostKind second, String other) {
        return Json.array(Stream.of(line(first, "north", amount), line(second, "south", other))
                .map(CostLine::toJson)
                .toList());
    }

    private static CostLine line(CostKind kind, String provider, String amount) {
        var from = Instant.parse("2026-11-25T00:00:00Z");
        return new CostLine(
                kind,
                "0xaa",
                "0x" + "11".repeat(32),
                "storage",
                provider,
                "0xbb",
                "eu-west-1",
                "byteSeconds",
                from,
                from.plusSeconds(60),
                BigInteger.TEN,
                BigDecimal.ONE,
                BigDecimal.ONE,
                new BigDecimal(amount),
                "");
    }

    @Test
    void writesAllPagesAsFocusWithoutMoneyThatOnlyMoves() throws IOException {
        var text = report("--format", "focus", "--since", "2026-11-01");

        assertThat(text.split("\r\n")).hasSize(4);
        assertThat(text).startsWith("BilledCost,").contains("0.0000015,", "-0.0000005,");
        assertThat(asked).containsExactly(" since 2026-11-01", "more since 2026-11-01");
    }

    @Test
    void writesEveryLineAsCsvAndAsJson() throws IOException {
        assertThat(report("--format", "csv").split("\r\n")).hasSize(5);
        var json = json(report("--format", "json"));
        assertThat(json.array("lines").objects()).hasSize(4);
        assertThat(json.text("charged")).isEqualTo("0.000003");
    }

    @Test
    void sumsByProviderAndByBucketAreExact() throws IOException {
        var json = json(report("--by", "provider", "--json"));

        assertThat(json.array("sums").objects().map(it -> it.text("provider") + " " + it.text("amount")))
                .containsExactly("north 0.000002", "south 0.000001");
        assertThat(json.text("charged")).isEqualTo("0.000003");
        assertThat(report("--by", "bucket", "--format", "csv")).contains("'=x,0.25,sUSD", "photos,0.5,sUSD");
        assertThat(report("--by", "day")).contains("2026-11-25  0.000003").contains("charged 0.000003 sUSD");
    }

    @Test
    void saysSoWhenThereIsNothing() throws IOException {
        empty = true;

        assertThat(report()).startsWith("No costs in this time");
        assertThat(report("--by", "lease")).startsWith("No costs in this time");
        assertThat(report("--format", "focus").split("\r\n")).hasSize(1);
    }

    @Test
    void anInvoiceIsOfOneLease() throws IOException {
        assertThat(report("--lease", "0x11")).contains("0x11").contains("0.5");
        assertThat(run("--lease", "0x11", "--format", "csv")).isEqualTo(2);
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingIsAsked() {
        assertThat(run("--by", "colour")).isEqualTo(2);
        assertThat(run("--format", "pdf")).isEqualTo(2);
        assertThat(run("--format", "focus", "--by", "day")).isEqualTo(2);
        assertThat(run("-o", folder.resolve("none/report.csv").toString())).isEqualTo(3);
        assertThat(asked).isEmpty();
    }

    private String report(String... options) throws IOException {
        var file = folder.resolve("report");
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-o", file.toString()));
        assertThat(run(all.toArray(String[]::new))).isZero();
        return Files.readString(file);
    }

    private int run(String... options) {
        var all = new ArrayList<>(List.of("cost", "--data", folder.toString()));
        all.addAll(List.of(options));
        return Main.run(all.toArray(String[]::new));
    }

    private static JsonObject json(String text) {
        return Json.parseObject(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
