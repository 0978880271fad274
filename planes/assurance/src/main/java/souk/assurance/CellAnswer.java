package souk.assurance;

import java.util.Base64;
import java.util.List;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;
import souk.core.merkle.AuditAnswer;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.SumStep;
import souk.core.value.Digest;

/// What a provider says about one cell.
public sealed interface CellAnswer {
    /// Here it is.
    record Held(AuditAnswer proof) implements CellAnswer {
        public Held {
            Objects.requireNonNull(proof);
        }
    }

    /// Its shard expired before the challenge, and here is the entry that says so.
    record Expired(InventoryEntry entry, List<SumStep> sumPath) implements CellAnswer {
        public Expired {
            Objects.requireNonNull(entry);
            sumPath = List.copyOf(sumPath);
        }
    }

    /// The provider admits that it cannot show the cell.
    ///
    /// @param reason for people, at most [#MAX_REASON] characters
    record Missing(String reason) implements CellAnswer {
        public static final int MAX_REASON = 200;

        public Missing {
            if (reason.length() > MAX_REASON) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "a reason has at most " + MAX_REASON + " characters");
            }
        }
    }

    default JsonObject toJson() {
        return switch (this) {
            case Held(AuditAnswer proof) ->
                Json.object()
                        .put("kind", "held")
                        .put("cell", Base64.getEncoder().encodeToString(proof.leaf()))
                        .put("entry", entryJson(proof.entry()))
                        .put(
                                "cellPath",
                                Json.texts(proof.shardPath().stream()
                                        .map(Digest::hex)
                                        .toList()))
                        .put("sumPath", stepsJson(proof.sumPath()))
                        .build();
            case Expired(InventoryEntry entry, List<SumStep> sumPath) ->
                Json.object()
                        .put("kind", "expired")
                        .put("entry", entryJson(entry))
                        .put("sumPath", stepsJson(sumPath))
                        .build();
            case Missing(String reason) ->
                Json.object().put("kind", "missing").put("reason", reason).build();
        };
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws SoukException `BAD_JSON` or `BAD_REQUEST` for anything else
    static CellAnswer from(JsonObject json) {
        try {
            return switch (json.text("kind")) {
                case "held" ->
                    new Held(new AuditAnswer(
                            Base64.getDecoder().decode(json.text("cell")),
                            entry(json.object("entry")),
                            json.array("cellPath").texts().stream()
                                    .map(Digest::new)
                                    .toList(),
                            steps(json.array("sumPath"))));
                case "expired" -> new Expired(entry(json.object("entry")), steps(json.array("sumPath")));
                case "missing" -> new Missing(json.text("reason"));
                default -> throw new SoukException(ErrorCode.BAD_REQUEST, "no such kind of answer");
            };
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not an answer for a cell: " + e.getMessage(), e);
        }
    }

    private static JsonObject entryJson(InventoryEntry entry) {
        return Json.object()
                .put("root", entry.root().hex())
                .put("size", entry.size())
                .put("expiry", entry.expiry())
                .build();
    }

    private static InventoryEntry entry(JsonObject json) {
        return new InventoryEntry(new Digest(json.text("root")), json.integer("size"), json.integer("expiry"));
    }

    private static JsonArray stepsJson(List<SumStep> steps) {
        return Json.array(steps.stream()
                .map(step -> Json.object()
                        .put("left", step.side() == SumStep.Side.LEFT)
                        .put("hash", step.hash().hex())
                        .put("sum", step.sum())
                        .build())
                .toList());
    }

    private static List<SumStep> steps(JsonArray json) {
        return json.objects()
                .map(step -> new SumStep(
                        step.flag("left") ? SumStep.Side.LEFT : SumStep.Side.RIGHT,
                        new Digest(step.text("hash")),
                        step.integer("sum")))
                .toList();
    }
}
