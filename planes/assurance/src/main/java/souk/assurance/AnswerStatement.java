package souk.assurance;

import java.util.Objects;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// What a provider's node signs when it answers: which challenge, and the root of an RFC 6962 tree over the
/// canonical JSON of each cell's answer. So a single cell's answer can be shown as signed without the other
/// ninety-nine.
///
/// @param challenge the challenge's digest
/// @param answers root of the tree over the answers
/// @param count how many
public record AnswerStatement(Digest challenge, Digest answers, int count) {
    public AnswerStatement {
        Objects.requireNonNull(challenge);
        Objects.requireNonNull(answers);
    }

    /// The bytes that are signed.
    public byte[] signedBytes() {
        return toJson().canonical();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("type", "souk.audit.answer.1")
                .put("challenge", challenge.hex())
                .put("answers", answers.hex())
                .put("count", count)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static AnswerStatement from(JsonObject json) {
        return new AnswerStatement(
                new Digest(json.text("challenge")),
                new Digest(json.text("answers")),
                Math.clamp(json.integer("count"), 0, Challenge.MAX_CELLS + 1));
    }
}
