package souk.economy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.Digest;

/// Listings for as long as the process lives.
public final class InMemoryOfferStore implements OfferStore {
    private final Map<Digest, OfferListing> listings = new ConcurrentHashMap<>();

    @Override
    public void put(OfferListing listing) {
        listings.put(listing.offerHash(), listing);
    }

    @Override
    public void remove(Digest offerHash) {
        listings.remove(offerHash);
    }

    @Override
    public List<OfferListing> all() {
        return List.copyOf(listings.values());
    }
}
