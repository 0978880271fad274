package souk.assurance;

import java.time.Instant;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;

/// The small public record of a passed audit: the challenge and the provider's signed digest of its answers.
/// Whoever doubts it asks the provider again for the same cells, as long as the inventory is kept.
///
/// @param at when the auditor decided, whole seconds
public record Transcript(Challenge challenge, AnswerStatement statement, NodeSignature signature, Instant at) {
    private static final String TYPE = "souk.audit.transcript.1";

    public Transcript {
        Objects.requireNonNull(challenge);
        Objects.requireNonNull(statement);
        Objects.requireNonNull(signature);
        at = Instant.ofEpochSecond(at.getEpochSecond());
    }

    public static Transcript of(Challenge challenge, Answer answer, Instant at) {
        return new Transcript(challenge, answer.statement(), answer.signature(), at);
    }

    /// The record's name: the CID of its canonical JSON.
    public Cid cid() {
        return Cid.of(toJson().canonical());
    }

    public JsonObject toJson() {
        return Json.object()
                .put("type", TYPE)
                .put("challenge", challenge.toJson())
                .put("statement", statement.toJson())
                .put("signature", signature.hex())
                .put("at", at.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Transcript from(JsonObject json) {
        if (!json.text("type").equals(TYPE)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a record of type " + TYPE);
        }
        return new Transcript(
                Challenge.from(json.object("challenge")),
                AnswerStatement.from(json.object("statement")),
                new NodeSignature(json.text("signature")),
                Instant.ofEpochSecond(json.integer("at")));
    }
}
