package souk.economy;

import java.math.BigInteger;
import souk.core.value.Digest;

/// An offer that serves an order.
///
/// @param offerHash the offer's struct hash
/// @param price what the whole order's reservation costs with it, see [Pricing#total]
public record Candidate(OfferListing listing, Digest offerHash, BigInteger price) {}
