package souk.economy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.value.LeaseId;

/// Where a provider answers orders: checks each against its own signed offers and signs a quote that holds
/// capacity
/// for
/// a short while.
///
/// The same order asked again while its reservation stands gets the same quote, so a retry holds nothing twice.
public final class QuoteDesk {
    /// How long a quote can be taken: long enough for a signature and a transaction, short enough that a quote
    /// nobody
    /// takes costs no business.
    public static final Duration RESERVATION = Duration.ofSeconds(30);

    /// Quotes outstanding for one payer: wider than any placement needs of one provider, and no payer can hold
    /// all
    /// capacity for free.
    public static final int MAX_RESERVATIONS_PER_PAYER = 32;

    /// The deposit must pay for so long a use of what is reserved, or for the whole order if that is shorter. A
    /// lease
    /// with less would be paused soon after it opened.
    public static final Duration MIN_RUNWAY = Duration.ofSeconds(120);

    private final List<OfferListing> offers;
    private final TypedData.Domain domain;
    private final Signer signer;
    private final SignatureCheck signatures;
    private final SignerStatus status;
    private final CapacityLedger capacity;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param offers the provider's own, at most one a resource class and asset
    /// @param signer the provider's account
    public QuoteDesk(
            List<OfferListing> offers,
            TypedData.Domain domain,
            Signer signer,
            SignatureCheck signatures,
            SignerStatus status,
            CapacityLedger capacity,
            InstantSource clock) {
        this.offers = List.copyOf(offers);
        this.domain = domain;
        this.signer = signer;
        this.signatures = signatures;
        this.status = status;
        this.capacity = capacity;
        this.clock = clock;
    }

    /// The provider's own offers.
    public List<OfferListing> offers() {
        return offers;
    }

    /// Answers an order. The provider need not know yet what is to run: the order names it by digest.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the ledger, the key or the store cannot be
    ///     reached
    public QuoteResult quote(OrderListing listing) {
        var order = listing.order().message();
        var now = clock.instant();
        var refusal = orderRefusal(listing, now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var offer = offerFor(order);
        if (offer.isEmpty()) {
            return new QuoteResult.Refused(ErrorCode.NO_OFFER, "no offer of this resource class in this asset");
        }
        var failed = Clause.failed(offer.get(), order, listing.constraints(), now);
        if (!failed.isEmpty()) {
            return new QuoteResult.Refused(codeOf(failed), "the offer does not serve the order: " + failed);
        }
        if (!isFunded(offer.get(), order)) {
            return new QuoteResult.Refused(
                    ErrorCode.INSUFFICIENT_FUNDS, "the deposit pays for less than " + MIN_RUNWAY + " of use");
        }
        return reserve(offer.get(), order, now);
    }

    private Optional<QuoteResult> orderRefusal(OrderListing listing, Instant now) {
        var order = listing.order().message();
        if (!now.isBefore(order.validUntil())) {
            return refused(ErrorCode.DEADLINE_EXCEEDED, "the order was valid until " + order.validUntil());
        }
        if (order.quantity().signum() == 0
                || Pricing.reservation(order.quantity(), order.duration()).bitLength() > 128) {
            return refused(ErrorCode.BAD_REQUEST, "quantity must be positive, quantity × duration below 2^128");
        }
        if (!signatures.valid(order, listing.order().signature(), order.payer())) {
            return refused(ErrorCode.BAD_SIGNATURE, "the order is not signed by " + order.payer());
        }
        if (order.nonce() < status.nonceFloor(order.payer())) {
            return refused(ErrorCode.STALE_QUOTE, "the order's nonce is below its payer's floor");
        }
        if (status.isFilled(order.structHash())) {
            return refused(ErrorCode.STALE_QUOTE, "a lease was opened with this order already");
        }
        return Optional.empty();
    }

    private Optional<OfferListing> offerFor(Order order) {
        return offers.stream()
                .filter(listing -> {
                    var offer = listing.offer().message();
                    return offer.resourceClass() == order.resourceClass()
                            && offer.asset().equals(order.asset());
                })
                .findFirst();
    }

    private static boolean isFunded(OfferListing listing, Order order) {
        var runway = order.duration().compareTo(MIN_RUNWAY) < 0 ? order.duration() : MIN_RUNWAY;
        var needed = Pricing.total(listing.offer().message().unitPrices(), order.quantity(), runway);
        return order.deposit().compareTo(needed) >= 0;
    }

    private QuoteResult reserve(OfferListing offer, Order order, Instant now) {
        lock.lock();
        try {
            var standing = capacity.reservationFor(order.structHash());
            if (standing.isPresent() && now.isBefore(standing.get().until())) {
                return new QuoteResult.Quoted(
                        standing.get().quote(), standing.get().lease());
            }
            if (capacity.reservationsOf(order.payer()) >= MAX_RESERVATIONS_PER_PAYER) {
                return new QuoteResult.Refused(
                        ErrorCode.OVERLOADED,
                        "the payer has " + MAX_RESERVATIONS_PER_PAYER + " quotes outstanding: take one or wait");
            }
            return sign(offer, order, now);
        } finally {
            lock.unlock();
        }
    }

    private QuoteResult sign(OfferListing offer, Order order, Instant now) {
        var quote = new Quote(
                offer.offerHash(),
                order.structHash(),
                offer.offer().message().unitPrices(),
                now.plus(RESERVATION).truncatedTo(ChronoUnit.SECONDS));
        var lease = LeaseId.of(TypedData.digest(domain, quote).bytes());
        var signed = new Signed<>(quote, signer.sign(quote));
        var reservation =
                new Reservation(lease, quote.order(), order.payer(), order.resourceClass(), order.quantity(), signed);
        if (!capacity.reserve(reservation)) {
            return new QuoteResult.Refused(ErrorCode.NO_CAPACITY, "free is " + capacity.free(order.resourceClass()));
        }
        return new QuoteResult.Quoted(signed, lease);
    }

    private static ErrorCode codeOf(Set<Clause> failed) {
        if (failed.contains(Clause.PRICE_CEILING) || failed.contains(Clause.MAX_PRICE)) {
            return ErrorCode.PRICE_TOO_HIGH;
        }
        return failed.contains(Clause.CAPACITY) ? ErrorCode.NO_CAPACITY : ErrorCode.NO_OFFER;
    }

    private static Optional<QuoteResult> refused(ErrorCode code, String reason) {
        return Optional.of(new QuoteResult.Refused(code, reason));
    }
}
