package souk.economy;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.Stream;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;

/// The offers of one resource class in one asset, by price.
///
/// An order's price is floor(p × quantity × seconds / 10^18) with p the price of the first meter, so ascending
/// p is
/// ascending price for every order: the shelf is sorted once, not for each order. Where rounding makes two
/// prices
/// equal
/// the smaller p still comes first; the digest decides between equal p.
///
/// Not safe for use by several threads; the book locks.
final class Shelf {
    /// What an order and an offer must have in common before anything else is looked at.
    record Label(ResourceClass resourceClass, Address asset) {
        static Label of(OfferListing listing) {
            var offer = listing.offer().message();
            return new Label(offer.resourceClass(), offer.asset());
        }
    }

    /// A listing with what would be dear to compute again.
    record Item(OfferListing listing, Digest hash) {
        BigInteger price() {
            return listing.offer().message().unitPrices().values().getFirst();
        }
    }

    private record Place(BigInteger price, Digest hash) {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::price).thenComparing(Place::hash);
    }

    private final TreeMap<Place, Item> items = new TreeMap<>(Place.ORDER);

    void add(Item item) {
        items.put(new Place(item.price(), item.hash()), item);
    }

    void remove(Item item) {
        items.remove(new Place(item.price(), item.hash()));
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /// Cheapest first.
    Stream<Item> cheapestFirst() {
        return items.values().stream();
    }
}
