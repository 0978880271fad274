package souk.economy;

import java.util.List;
import souk.core.value.Digest;

/// Where an order book keeps its listings across restarts. All methods throw `UNAVAILABLE` or `DISK_FULL` when
/// the
/// store fails; what they changed is durable when they return.
public interface OfferStore {
    /// Keeps the listing under its offer hash; replaces one of the same hash.
    void put(OfferListing listing);

    /// Forgets the listing; nothing happens if there is none.
    void remove(Digest offerHash);

    /// All listings, in no particular order.
    List<OfferListing> all();
}
