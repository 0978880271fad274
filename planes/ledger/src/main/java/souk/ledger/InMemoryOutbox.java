package souk.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import souk.core.value.Address;

/// Keeps transactions for the life of the process.
public final class InMemoryOutbox implements Outbox {
    private record Sender(ChainId chain, Address account) {}

    private final Map<Sender, NavigableMap<Long, OutboxTransaction>> stored = new HashMap<>();

    @Override
    public synchronized void put(OutboxTransaction transaction) {
        var sender = new Sender(transaction.chain(), transaction.sender());
        stored.computeIfAbsent(sender, _ -> new TreeMap<>()).put(transaction.nonce(), transaction);
    }

    @Override
    public synchronized List<OutboxTransaction> of(ChainId chain, Address sender) {
        return List.copyOf(
                stored.getOrDefault(new Sender(chain, sender), new TreeMap<>()).values());
    }

    @Override
    public synchronized List<Address> senders(ChainId chain) {
        return stored.entrySet().stream()
                .filter(entry -> entry.getKey().chain().equals(chain)
                        && !entry.getValue().isEmpty())
                .map(entry -> entry.getKey().account())
                .sorted()
                .toList();
    }

    @Override
    public synchronized void forget(ChainId chain, Address sender, long nonce) {
        stored.getOrDefault(new Sender(chain, sender), new TreeMap<>()).remove(nonce);
    }
}
