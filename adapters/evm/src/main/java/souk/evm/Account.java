package souk.evm;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.value.Address;

/// The transactions of one account. Its lock makes it the one owner of the account's nonces: numbering, signing,
/// storing and the first sending happen under it, one transaction after the other.
final class Account {
    /// Pipelined transactions; a node keeps few more of one account.
    static final int MAX_PENDING = 256;

    private final Address address;
    private final ReentrantLock sending = new ReentrantLock(true);
    private final NavigableMap<Long, Outgoing> outgoing = new TreeMap<>();

    Account(Address address) {
        this.address = address;
    }

    Address address() {
        return address;
    }

    ReentrantLock sending() {
        return sending;
    }

    synchronized void add(Outgoing transaction) {
        outgoing.put(transaction.nonce(), transaction);
    }

    synchronized void remove(long nonce) {
        outgoing.remove(nonce);
    }

    /// The lowest free nonce from what the chain counts. It fills holes first: a chain that lost old blocks wants
    /// their nonces again before it takes later ones.
    synchronized long nextNonce(long counted) {
        long nonce = counted;
        while (outgoing.containsKey(nonce)) {
            nonce++;
        }
        return nonce;
    }

    synchronized List<Outgoing> inOrder() {
        return List.copyOf(outgoing.values());
    }

    static long waiting(Collection<Outgoing> all) {
        return all.stream()
                .filter(transaction -> transaction.inclusion().isEmpty())
                .count();
    }
}
