package souk.assurance;

import java.util.Objects;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// A storage lease to audit, and whose signatures its inventory needs.
public record AuditTarget(LeaseId lease, Address provider, Address payer) {
    public AuditTarget {
        Objects.requireNonNull(lease);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(payer);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("provider", provider.hex())
                .put("payer", payer.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static AuditTarget from(JsonObject json) {
        return new AuditTarget(
                new LeaseId(json.text("lease")), new Address(json.text("provider")), new Address(json.text("payer")));
    }
}
