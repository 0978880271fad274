package souk.node.process;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.economy.LedgerView;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// What signed messages have been used for, made of the ledger's events.
public final class MarketHistory implements LedgerView, LedgerFeed.Listener {
    private final Map<Address, Long> floors = new ConcurrentHashMap<>();
    private final Set<Digest> orders = ConcurrentHashMap.newKeySet();
    private final Map<Digest, BigInteger> filled = new ConcurrentHashMap<>();

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened opened -> {
                if (orders.add(opened.order())) {
                    filled.merge(opened.offer(), opened.quantity(), BigInteger::add);
                }
            }
            case LedgerEvent.NonceFloorRaised raised -> floors.merge(raised.account(), raised.floor(), Math::max);
            default -> {
                // The rest is not about signed messages.
            }
        }
    }

    @Override
    public void reset() {
        floors.clear();
        orders.clear();
        filled.clear();
    }

    @Override
    public long nonceFloor(Address signer) {
        return floors.getOrDefault(signer, 0L);
    }

    @Override
    public boolean isFilled(Digest order) {
        return orders.contains(order);
    }

    @Override
    public BigInteger filled(Digest offer) {
        return filled.getOrDefault(offer, BigInteger.ZERO);
    }
}
