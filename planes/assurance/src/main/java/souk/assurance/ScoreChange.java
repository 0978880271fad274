package souk.assurance;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// Why a provider's score is what it is: one line of the log that the provider may read.
///
/// @param before possession and uptime are in [AuditScore]
/// @param evidence public records behind it; none for an epoch without an answer
public record ScoreChange(
        LeaseId lease,
        long epoch,
        AuditScore.Event event,
        AuditScore before,
        AuditScore after,
        List<Cid> evidence,
        Instant at) {
    public ScoreChange {
        Objects.requireNonNull(lease);
        Objects.requireNonNull(event);
        evidence = List.copyOf(evidence);
        at = Instant.ofEpochSecond(at.getEpochSecond());
        if (!before.provider().equals(after.provider())) {
            throw new IllegalArgumentException("a change of one provider's score");
        }
    }

    public Address provider() {
        return after.provider();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("epoch", epoch)
                .put("event", event.name())
                .put("before", before.toJson())
                .put("after", after.toJson())
                .put("evidence", Json.texts(evidence.stream().map(Cid::text).toList()))
                .put("at", at.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static ScoreChange from(JsonObject json) {
        return new ScoreChange(
                new LeaseId(json.text("lease")),
                json.integer("epoch"),
                event(json.text("event")),
                AuditScore.from(json.object("before")),
                AuditScore.from(json.object("after")),
                json.array("evidence").texts().stream().map(Cid::new).toList(),
                Instant.ofEpochSecond(json.integer("at")));
    }

    private static AuditScore.Event event(String name) {
        try {
            return AuditScore.Event.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "no such event: " + name, e);
        }
    }
}
