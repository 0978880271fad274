package souk.assurance;

import java.util.Objects;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// A challenge on the ledger that this auditor opened and has to see through.
///
/// @param id its name on the ledger
/// @param epoch the audit that led to it
/// @param number of the cell in the sample of the inventory's epoch
public record DisputeCase(
        Digest id, AuditTarget target, long epoch, CoSignedRoot inventory, long number, Cid evidence) {
    public DisputeCase {
        Objects.requireNonNull(id);
        Objects.requireNonNull(target);
        Objects.requireNonNull(inventory);
        Objects.requireNonNull(evidence);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("id", id.hex())
                .put("target", target.toJson())
                .put("epoch", epoch)
                .put("inventory", inventory.toJson())
                .put("number", number)
                .put("evidence", evidence.text())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static DisputeCase from(JsonObject json) {
        return new DisputeCase(
                new Digest(json.text("id")),
                AuditTarget.from(json.object("target")),
                json.integer("epoch"),
                CoSignedRoot.from(json.object("inventory")),
                json.integer("number"),
                new Cid(json.text("evidence")));
    }
}
