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

    /// Forgets all transactions of the sender with a nonce below this one.
    void forgetBelow(ChainId chain, Address sender, long nonce);
}
