package souk.gateway.work;

import java.time.Instant;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// Why a job has no provider yet.
///
/// @param until when it is refused with the last reason
/// @param code of the last refusal
/// @param reason of the last refusal, for people
/// @param explanation what the relay counted: offers examined, which clause failed for how many, the nearest miss and
///     what a higher price would change; empty where the refusal was about something else
public record Waiting(Instant since, Instant until, ErrorCode code, String reason, Optional<JsonObject> explanation) {
    Waiting refused(SoukException why, Optional<JsonObject> explained) {
        return new Waiting(since, until, why.code(), String.valueOf(why.getMessage()), explained);
    }

    /// As it is stored and as clients see it.
    public JsonObject toJson() {
        var json = Json.object()
                .put("since", since.toString())
                .put("until", until.toString())
                .put("code", code.name())
                .put("reason", reason);
        explanation.ifPresent(it -> json.put("explanation", it));
        return json.build();
    }

    static Waiting from(JsonObject json) {
        return new Waiting(
                Instant.parse(json.text("since")),
                Instant.parse(json.text("until")),
                ErrorCode.valueOf(json.text("code")),
                json.text("reason"),
                json.has("explanation") ? Optional.of(json.object("explanation")) : Optional.empty());
    }
}
