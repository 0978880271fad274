package souk.assurance;

import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.LeaseId;

/// What an auditor remembers of a lease between epochs.
///
/// @param missed epochs in a row without an answer
/// @param lastRoot the newest sound root seen, below which a provider must not fall
public record LeaseWatch(LeaseId lease, int missed, Optional<CoSignedRoot> lastRoot) {
    /// A lease never looked at.
    static LeaseWatch of(LeaseId lease) {
        return new LeaseWatch(lease, 0, Optional.empty());
    }

    LeaseWatch answered(CoSignedRoot root) {
        return new LeaseWatch(lease, 0, Optional.of(root));
    }

    LeaseWatch answered() {
        return new LeaseWatch(lease, 0, lastRoot);
    }

    LeaseWatch missedOne() {
        return new LeaseWatch(lease, missed + 1, lastRoot);
    }

    public JsonObject toJson() {
        var json = Json.object().put("lease", lease.hex()).put("missed", missed);
        lastRoot.ifPresent(root -> json.put("lastRoot", root.toJson()));
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    public static LeaseWatch from(JsonObject json) {
        return new LeaseWatch(
                new LeaseId(json.text("lease")),
                Math.toIntExact(json.integer("missed")),
                json.has("lastRoot") ? Optional.of(CoSignedRoot.from(json.object("lastRoot"))) : Optional.empty());
    }
}
