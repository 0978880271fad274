package souk.node.auditor;

import java.util.List;
import java.util.Optional;
import souk.assurance.EpochOutcome;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sql.Documents;

/// What an auditor found, for whoever asks.
final class AuditLog {
    /// Audits in one answer.
    private static final int MOST = 500;

    private final Documents.Collection outcomes;
    private final Documents.Collection evidence;

    AuditLog(Documents documents) {
        this.outcomes = documents.collection("outcomes");
        this.evidence = documents.collection("evidence");
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/audits", this::list),
                Route.get("/v1/audits/{id}", this::show),
                Route.get("/v1/outcomes", this::outcomes));
    }

    void add(EpochOutcome outcome) {
        outcomes.put(key(outcome), outcome.toJson());
    }

    /// Keeps a record's bytes beside the public copy, so that `show` needs no custodian.
    ///
    /// @param published the name of the public record that holds it
    void keep(Cid name, byte[] canonical, Cid published) {
        evidence.put(
                name.text(),
                Json.object()
                        .put("published", published.text())
                        .put("body", Json.parseObject(canonical))
                        .build());
    }

    boolean keeps(Cid name) {
        return evidence.find(name.text()).isPresent();
    }

    private Response list(Request request) {
        boolean failed = request.query("failed").filter("true"::equals).isPresent();
        var found = outcomes.all().reversed().stream()
                .map(EpochOutcome::from)
                .filter(outcome -> !failed || outcome instanceof EpochOutcome.Failed)
                .limit(MOST)
                .map(outcome -> summary(outcome).build())
                .toList();
        return Response.json(Json.object().put("audits", Json.array(found)).build());
    }

    private Response show(Request request) {
        var outcome = outcomes.startingWith(request.path("id").replace('.', '/')).stream()
                .map(EpochOutcome::from)
                .findFirst()
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no audit " + request.path("id")));
        var json = summary(outcome).put("outcome", outcome.toJson());
        record(outcome)
                .flatMap(cid -> evidence.find(cid.text()))
                .ifPresent(found -> json.put("record", found.object("body")));
        return Response.json(json.build());
    }

    private Response outcomes(Request request) {
        var epoch = request.query("epoch")
                .filter(it -> it.matches("[0-9]{1,12}"))
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_REQUEST, "name an epoch"));
        return Response.json(Json.object()
                .put("outcomes", Json.array(outcomes.startingWith(epochKey(Long.parseLong(epoch)))))
                .build());
    }

    private JsonObject.Builder summary(EpochOutcome outcome) {
        var json = Json.object()
                .put("id", key(outcome).replace('/', '.'))
                .put("epoch", outcome.epoch())
                .put("provider", outcome.target().provider().hex())
                .put("lease", outcome.target().lease().hex())
                .put("at", outcome.at().toString());
        switch (outcome) {
            case EpochOutcome.Passed it -> json.put("verdict", "PASSED").put("leaves", it.leaves());
            case EpochOutcome.Failed it ->
                json.put("verdict", "FAILED").put("kind", it.kind().name());
            case EpochOutcome.Unmeasured it ->
                json.put("verdict", "UNMEASURED").put("kind", it.reason().name());
        }
        return json.put(
                "evidence",
                record(outcome).flatMap(cid -> evidence.find(cid.text())).map(found -> found.text("published")));
    }

    private static Optional<Cid> record(EpochOutcome outcome) {
        return switch (outcome) {
            case EpochOutcome.Passed it -> it.transcripts().stream().findFirst();
            case EpochOutcome.Failed it -> Optional.of(it.evidence());
            case EpochOutcome.Unmeasured _ -> Optional.empty();
        };
    }

    /// Sorts by epoch; the start of the lease id tells leases of one epoch apart.
    private static String key(EpochOutcome outcome) {
        return epochKey(outcome.epoch()) + outcome.target().lease().hex().substring(2, 14);
    }

    private static String epochKey(long epoch) {
        return "%012d/".formatted(epoch);
    }
}
