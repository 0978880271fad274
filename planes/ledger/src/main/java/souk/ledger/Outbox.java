package souk.ledger;

import java.util.List;
import souk.core.value.Address;

/// Signed transactions that must not get lost before they are final: written before they are first sent.
public interface Outbox {
    /// Stores the transaction durably; one with the same chain, sender and nonce is replaced.
    void put(OutboxTransaction transaction);

    /// What is stored, in nonce order.
    List<OutboxTransaction> of(ChainId chain, Address sender);

    /// Every sender that has something stored.
    List<Address> senders(ChainId chain);

    /// Forgets a transaction; nothing happens when it is not there.
    void forget(ChainId chain, Address sender, long nonce);
}
