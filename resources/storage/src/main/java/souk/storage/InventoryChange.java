package souk.storage;

import java.util.HashSet;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;

/// What a commit adds to and removes from a lease's inventory. Adding a shard that is there already renews its
/// expiry.
///
/// @param add shards that the store holds for the lease, in any state
/// @param remove roots of shards in the inventory
public record InventoryChange(List<InventoryEntry> add, List<Digest> remove) {
    /// Most shards one change may name; it bounds the frame in the journal to 1 MiB.
    public static final int MAX_SHARDS = 10_000;
    /// A new epoch over the same shards.
    public static final InventoryChange NONE = new InventoryChange(List.of(), List.of());

    /// @throws SoukException `TOO_LARGE` above [#MAX_SHARDS], `BAD_REQUEST` when a root occurs twice
    public InventoryChange {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
        if (add.size() + remove.size() > MAX_SHARDS) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a commit names at most " + MAX_SHARDS + " shards");
        }
        var named = new HashSet<>(remove);
        add.forEach(entry -> named.add(entry.root()));
        if (named.size() != add.size() + remove.size()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a shard is named twice in one commit");
        }
    }

    public boolean isEmpty() {
        return add.isEmpty() && remove.isEmpty();
    }
}
