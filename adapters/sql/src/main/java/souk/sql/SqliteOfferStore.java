package souk.sql;

import java.util.List;
import souk.core.value.Digest;
import souk.economy.OfferListing;
import souk.economy.OfferStore;

/// A relay's listings.
public final class SqliteOfferStore implements OfferStore {
    private static final String TABLE = "offer_listing";

    /// The migration that makes the store's table.
    public static final String SCHEMA = DocumentTable.schema(TABLE);

    private final DocumentTable<OfferListing> listings;

    /// @param sqlite with [#SCHEMA] among its migrations
    public SqliteOfferStore(Sqlite sqlite) {
        this.listings = new DocumentTable<>(sqlite, TABLE, OfferListing::from);
    }

    @Override
    public void put(OfferListing listing) {
        listings.put(listing.offerHash().hex(), listing.toJson());
    }

    @Override
    public void remove(Digest offerHash) {
        listings.remove(offerHash.hex());
    }

    @Override
    public List<OfferListing> all() {
        return listings.all();
    }
}
