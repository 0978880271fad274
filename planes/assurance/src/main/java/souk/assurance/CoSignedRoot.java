package souk.assurance;

import java.util.Objects;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.InventoryRoot;
import souk.core.value.Signature;

/// An inventory root with both parties' signatures, as yet unchecked: see [ChallengeVerifier#holds].
public record CoSignedRoot(InventoryRoot root, Signature payer, Signature provider) {
    public CoSignedRoot {
        Objects.requireNonNull(root);
        Objects.requireNonNull(payer);
        Objects.requireNonNull(provider);
    }

    /// Whether this was signed later in the life of the lease than `other`.
    public boolean isAfter(CoSignedRoot other) {
        return root.epoch() > other.root.epoch()
                || (root.epoch() == other.root.epoch() && root.revision() > other.root.revision());
    }

    public JsonObject toJson() {
        return Json.object()
                .put("root", root.toJson())
                .put("payer", payer.hex())
                .put("provider", provider.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static CoSignedRoot from(JsonObject json) {
        return new CoSignedRoot(
                InventoryRoot.from(json.object("root")),
                new Signature(json.text("payer")),
                new Signature(json.text("provider")));
    }
}
