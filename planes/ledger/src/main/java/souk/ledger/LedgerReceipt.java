package souk.ledger;

import java.util.List;
import souk.core.value.Digest;

/// Proof that a command took effect.
///
/// @param transaction its name on the ledger
/// @param block in which it stood when this was written
/// @param finality how sure that was
/// @param entries what it caused, in order
public record LedgerReceipt(Digest transaction, long block, Finality finality, List<LedgerEntry> entries) {
    public LedgerReceipt {
        entries = List.copyOf(entries);
    }

    /// The events of one kind.
    public <T extends LedgerEvent> List<T> events(Class<T> kind) {
        return entries.stream()
                .map(LedgerEntry::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
