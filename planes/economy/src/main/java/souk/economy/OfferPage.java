package souk.economy;

import java.util.List;

/// A part of the order book.
///
/// @param next the cursor of the next page, empty after the last one
public record OfferPage(List<OfferListing> listings, String next) {
    public OfferPage {
        listings = List.copyOf(listings);
    }
}
