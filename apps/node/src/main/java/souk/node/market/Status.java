package souk.node.market;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import souk.core.error.ErrorCode;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// How the processes and nodes of a market are.
final class Status {
    private final Home home;
    private final MarketPlan plan;

    Status(Home home, MarketPlan plan) {
        this.home = home;
        this.plan = plan;
    }

    /// Prints the status; exit code 0 only when everything that should run does.
    int print(PrintStream out, boolean json, boolean supervised) {
        try (var health = new Health()) {
            var parts = parts(health);
            boolean healthy = supervised
                    && parts.stream().allMatch(part -> !part.text("status").equals("down"));
            if (json) {
                out.println(Json.object()
                        .put("running", supervised)
                        .put("healthy", healthy)
                        .put("data", home.root().toString())
                        .put("s3", "http://127.0.0.1:" + plan.s3Port())
                        .put("api", "http://127.0.0.1:" + plan.apiPort())
                        .put("parts", Json.array(parts))
                        .build());
            } else {
                out.println(supervised ? healthy ? "healthy" : "running, with parts down" : "not running");
                parts.forEach(part ->
                        out.printf("  %-12s %-8s %s%n", part.text("name"), part.text("status"), part.text("detail")));
            }
            return healthy ? 0 : ErrorCode.UNAVAILABLE.exitCode();
        }
    }

    boolean nodeReady(String name) {
        try (var health = new Health()) {
            return plan.members().stream()
                    .filter(member -> member.name().equals(name))
                    .anyMatch(member -> nodeStatus(health, member).equals("ready"));
        }
    }

    private List<JsonObject> parts(Health health) {
        var parts = new ArrayList<JsonObject>();
        parts.add(health.chainHead(plan.chainPort())
                .map(head -> part("chain", "ready", "block " + head))
                .orElseGet(() -> part("chain", "down", "port " + plan.chainPort())));
        for (var gateway = 1; gateway <= plan.gateways(); gateway++) {
            parts.add(gateway(health, gateway));
        }
        health.of(plan.apiPort())
                .filter(it -> it.has("repair"))
                .ifPresent(it -> parts.add(
                        part("repair", Repairs.state(it.object("repair")), Repairs.text(it.object("repair")))));
        for (var member : plan.members()) {
            parts.add(part(member.name(), nodeStatus(health, member), member.region() + ", port " + member.port()));
        }
        return parts;
    }

    private JsonObject gateway(Health health, int number) {
        var answer = health.of(plan.apiPort(number));
        boolean ready = answer.flatMap(it -> it.optionalText("status"))
                .filter("ready"::equals)
                .isPresent();
        boolean keeper = plan.gateways() > 1
                && answer.filter(it -> it.has("keeper") && it.flag("keeper")).isPresent();
        var name = MarketPlan.gatewayName(number);
        boolean wanted = java.nio.file.Files.notExists(home.stopped(name));
        return part(
                name,
                ready ? "ready" : wanted ? "down" : "stopped",
                "S3 port " + plan.s3Port(number)
                        + (keeper ? ", keeper" : "")
                        + answer.map(Status::copies).orElse("")
                        + answer.map(Status::circuits).orElse(""));
    }

    /// How much of the metadata a lost machine would take with it.
    private static String copies(JsonObject health) {
        if (!health.has("copies")) {
            return "";
        }
        var snapshot = health.object("copies").object("snapshot");
        long log = health.object("copies").object("log").integer("ageSeconds");
        return snapshot.has("ageSeconds")
                ? ", snapshot " + snapshot.integer("ageSeconds") + " s old"
                        + (log < 0 ? ", no log yet" : ", log " + log + " s old")
                : ", no snapshot yet";
    }

    /// Providers that the gateway does not call for now.
    private static String circuits(JsonObject health) {
        var troubled =
                health.has("circuits") ? health.object("circuits").members().keySet() : Set.<String>of();
        return troubled.isEmpty() ? "" : ", circuit open: " + String.join(" ", troubled);
    }

    private String nodeStatus(Health health, MarketPlan.Member member) {
        var answer = health.of(member.adminPort())
                .filter(it -> it.has("nodes"))
                .flatMap(it -> it.object("nodes").optionalText(member.name()));
        boolean wanted = java.nio.file.Files.notExists(home.stopped(member.name()));
        return answer.orElse(wanted ? "down" : "stopped");
    }

    private static JsonObject part(String name, String status, String detail) {
        return Json.object()
                .put("name", name)
                .put("status", status)
                .put("detail", detail)
                .build();
    }
}
