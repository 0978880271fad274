package souk.node.store;

import java.util.List;
import souk.core.value.Digest;
import souk.economy.OfferListing;
import souk.economy.OfferStore;
import souk.sql.Documents;

/// The order book, by offer.
public record Offers(Documents.Collection documents) implements OfferStore {
    @Override
    public void put(OfferListing listing) {
        documents.put(listing.offerHash().hex(), listing.toJson());
    }

    @Override
    public void remove(Digest offerHash) {
        documents.remove(offerHash.hex());
    }

    @Override
    public List<OfferListing> all() {
        return documents.all().stream().map(OfferListing::from).toList();
    }
}
