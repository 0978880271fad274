package souk.economy;

import java.math.BigInteger;
import java.util.Comparator;
import souk.core.value.Digest;

/// A listing with what would be dear to compute again.
///
/// An order's price is floor(p × quantity × seconds / 10^18) with p the price of the first meter, so ascending p is
/// ascending price for every order: offers are sorted once, not for each order. Where rounding makes two prices equal
/// the smaller p still comes first; the digest decides between equal p.
record Item(OfferListing listing, Digest hash) {
    static final Comparator<Item> CHEAPEST_FIRST =
            Comparator.comparing(Item::price).thenComparing(Item::hash);

    static Item of(OfferListing listing) {
        return new Item(listing, listing.offerHash());
    }

    OfferValues values() {
        return new OfferValues(listing);
    }

    BigInteger price() {
        return listing.offer().message().unitPrices().values().getFirst();
    }
}
