package souk.node.relay;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.economy.LedgerView;
import souk.economy.OfferListing;
import souk.economy.Utilisation;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// Sums of what the listed providers offer and of what the ledger's leases hold of it.
///
/// A provider offers what its signed offer still allows plus what its leases hold: both bind it, while the
/// hardware in its profile is only a claim.
final class Utilisations implements LedgerFeed.Listener {
    private final LedgerView ledger;
    private final Map<LeaseId, LedgerEvent.LeaseOpened> leases = new ConcurrentHashMap<>();

    private record Seller(Address provider, ResourceClass resourceClass) {}

    private record Place(ResourceClass resourceClass, Region region) {}

    Utilisations(LedgerView ledger) {
        this.ledger = ledger;
    }

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened opened -> leases.put(opened.lease(), opened);
            case LedgerEvent.LeaseClosed closed -> leases.remove(closed.lease());
            default -> {
                // The rest reserves nothing.
            }
        }
    }

    @Override
    public void reset() {
        leases.clear();
    }

    /// @param live offers, of which one a provider and class counts
    List<Utilisation> of(List<OfferListing> live) {
        var held = new HashMap<Seller, BigInteger>();
        leases.values()
                .forEach(it ->
                        held.merge(new Seller(it.provider(), it.resourceClass()), it.quantity(), BigInteger::add));
        var sellers = new HashMap<Seller, OfferListing>();
        live.forEach(it -> sellers.putIfAbsent(seller(it), it));
        return sellers.values().stream().collect(Collectors.groupingBy(Utilisations::place)).entrySet().stream()
                .map(it -> sums(it.getKey(), it.getValue(), held))
                .toList();
    }

    private Utilisation sums(Place place, Collection<OfferListing> listings, Map<Seller, BigInteger> held) {
        var reserved = listings.stream()
                .map(it -> held.getOrDefault(seller(it), BigInteger.ZERO))
                .reduce(BigInteger.ZERO, BigInteger::add);
        var free = listings.stream().map(this::free).reduce(BigInteger.ZERO, BigInteger::add);
        return new Utilisation(place.resourceClass(), place.region(), listings.size(), free.add(reserved), reserved);
    }

    private BigInteger free(OfferListing listing) {
        return listing.offer()
                .message()
                .capacity()
                .subtract(ledger.filled(listing.offerHash()))
                .max(BigInteger.ZERO);
    }

    private static Seller seller(OfferListing listing) {
        return new Seller(listing.provider(), listing.offer().message().resourceClass());
    }

    private static Place place(OfferListing listing) {
        return new Place(
                listing.offer().message().resourceClass(), listing.profile().region());
    }
}
