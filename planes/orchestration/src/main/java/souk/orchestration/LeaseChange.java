package souk.orchestration;

import java.time.Instant;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// One entry of a lease's history.
///
/// @param at the ledger's time, or this provider's for what is not on the ledger
/// @param state after the change
/// @param reference the transaction that did it, empty for what is not on the ledger
public record LeaseChange(Instant at, LeaseState state, LeaseReason reason, String reference) {
    public JsonObject toJson() {
        return Json.object()
                .put("at", at.toString())
                .put("state", state.name())
                .put("reason", reason.name())
                .put("reference", reference)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static LeaseChange from(JsonObject json) {
        return new LeaseChange(
                Instant.parse(json.text("at")),
                LeaseState.valueOf(json.text("state")),
                LeaseReason.valueOf(json.text("reason")),
                json.text("reference"));
    }
}
