package souk.assurance;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// One step of an auditor, stored as a whole or not at all.
public sealed interface AuditEntry {
    /// A lease's epoch was decided.
    record Decided(EpochOutcome outcome, LeaseWatch watch, ScoreChange change) implements AuditEntry {}

    /// A challenge was opened on the ledger.
    record Disputed(DisputeCase dispute) implements AuditEntry {}

    /// A challenge on the ledger ended.
    record Settled(DisputeCase dispute, ScoreChange change) implements AuditEntry {}

    default JsonObject toJson() {
        return switch (this) {
            case Decided(EpochOutcome outcome, LeaseWatch watch, ScoreChange change) ->
                Json.object()
                        .put("kind", "decided")
                        .put("outcome", outcome.toJson())
                        .put("watch", watch.toJson())
                        .put("change", change.toJson())
                        .build();
            case Disputed(DisputeCase dispute) ->
                Json.object()
                        .put("kind", "disputed")
                        .put("dispute", dispute.toJson())
                        .build();
            case Settled(DisputeCase dispute, ScoreChange change) ->
                Json.object()
                        .put("kind", "settled")
                        .put("dispute", dispute.toJson())
                        .put("change", change.toJson())
                        .build();
        };
    }

    /// Reads what [#toJson] wrote.
    static AuditEntry from(JsonObject json) {
        return switch (json.text("kind")) {
            case "decided" ->
                new Decided(
                        EpochOutcome.from(json.object("outcome")),
                        LeaseWatch.from(json.object("watch")),
                        ScoreChange.from(json.object("change")));
            case "disputed" -> new Disputed(DisputeCase.from(json.object("dispute")));
            case "settled" ->
                new Settled(DisputeCase.from(json.object("dispute")), ScoreChange.from(json.object("change")));
            default -> throw new SoukException(ErrorCode.BAD_JSON, "no such entry: " + json.text("kind"));
        };
    }
}
