package souk.storage;

import java.util.Objects;
import souk.core.market.InventoryRoot;
import souk.core.value.Signature;

/// An inventory root with both parties' signatures: the one truth for billing, audits and collection of
/// garbage. Holding one here means that the caller of [ShardStore#commit] checked the signatures.
public record CoSignedRoot(InventoryRoot root, Signature payer, Signature provider) {
    public CoSignedRoot {
        Objects.requireNonNull(root);
        Objects.requireNonNull(payer);
        Objects.requireNonNull(provider);
    }
}
