package souk.economy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.value.Digest;
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

    private final Map<Shelf.Label, OfferListing> offers = new ConcurrentHashMap<>();
    private final TypedData.Domain domain;
    private final Signer signer;
    private final SignatureCheck signatures;
    private final LedgerView ledger;
    private final CapacityLedger capacity;
    private final InstantSource clock;
    private final Texts texts;
    private final Words words = new Words();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ServicePromises promises = ServicePromises.NONE;

    /// A desk without offers; see [#post].
    ///
    /// @param signer the provider's account
    /// @param language of constraints
    public QuoteDesk(
            TypedData.Domain domain,
            Signer signer,
            SignatureCheck signatures,
            LedgerView ledger,
            CapacityLedger capacity,
            ConstraintLanguage language,
            InstantSource clock) {
        this.domain = domain;
        this.signer = signer;
        this.signatures = signatures;
        this.ledger = ledger;
        this.capacity = capacity;
        this.texts = new Texts(language);
        this.clock = clock;
    }

    /// Sells under this offer from now on, in place of an earlier one of the same resource class and asset.
    /// Quotes given
    /// under the earlier one stand.
    ///
    /// @param own signed by this provider
    /// @throws souk.core.error.SoukException `BAD_REQUEST` when what it accepts is no CEL
    public void post(OfferListing own) {
        var accepts = own.profile().claims().accepts();
        if (!accepts.isEmpty()) {
            texts.terms(accepts);
        }
        offers.put(Shelf.Label.of(own), own);
    }

    /// Signs service levels up to these from now on; none before.
    public void promise(ServicePromises most) {
        promises = most;
    }

    /// The offers sold under.
    public List<OfferListing> offers() {
        return List.copyOf(offers.values());
    }

    /// What an offer still allows to quote. The ledger counts an offer's capacity down and never up: well
    /// before this
    /// reaches zero the provider signs a new offer with what is free.
    public BigInteger remaining(OfferListing listing) {
        var hash = listing.offerHash();
        return listing.offer()
                .message()
                .capacity()
                .subtract(ledger.filled(hash))
                .subtract(capacity.reservedUnder(hash))
                .max(BigInteger.ZERO);
    }

    /// Answers an order. The provider need not know yet what is to run: the order names it by digest.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the ledger, the key or the store cannot be
    ///     reached, `BAD_REQUEST` when the constraints are no CEL
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
        var failed = failed(offer.get(), listing, now);
        if (!failed.isEmpty()) {
            return new QuoteResult.Refused(
                    codeOf(failed),
                    "the offer does not serve the order: "
                            + failed.stream().map(Clause::text).collect(Collectors.joining(", ")));
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
        var flaw = Pricing.flaw(order);
        if (flaw.isPresent()) {
            return refused(ErrorCode.BAD_REQUEST, flaw.get());
        }
        if (!signatures.valid(order, listing.order().signature(), order.payer())) {
            return refused(ErrorCode.BAD_SIGNATURE, "the order is not signed by " + order.payer());
        }
        if (order.nonce() < ledger.nonceFloor(order.payer())) {
            return refused(ErrorCode.STALE_QUOTE, "the order's nonce is below its payer's floor");
        }
        if (ledger.isFilled(order.structHash())) {
            return refused(ErrorCode.STALE_QUOTE, "a lease was opened with this order already");
        }
        return serviceRefusal(listing);
    }

    /// Whoever signs a quote signs the order's service levels with it, so it has to see them.
    private Optional<QuoteResult> serviceRefusal(OrderListing listing) {
        if (listing.order().message().slo().equals(Digest.ZERO)) {
            return Optional.empty();
        }
        if (listing.service().isEmpty()) {
            return refused(ErrorCode.BAD_REQUEST, "show the service levels that the order names by digest");
        }
        return listing.service().flatMap(promises::flaw).flatMap(why -> refused(ErrorCode.NO_OFFER, why));
    }

    private Optional<OfferListing> offerFor(Order order) {
        return Optional.ofNullable(offers.get(new Shelf.Label(order.resourceClass(), order.asset())));
    }

    /// A shelf with one offer, asked as a relay asks its own.
    private List<Clause> failed(OfferListing offer, OrderListing order, Instant now) {
        var blocks = new Block[] {new Block(List.of(Item.of(offer)), words)};
        var inquiry = Inquiry.of(
                order.order().message(), order.constraints(), texts.demands(order.constraints()), now, texts, words);
        return new Refusal(inquiry)
                .explain(blocks).failures().stream()
                        .map(Explanation.ClauseFailure::clause)
                        .toList();
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
            if (remaining(offer).compareTo(order.quantity()) < 0) {
                return new QuoteResult.Refused(ErrorCode.NO_CAPACITY, "the offer is sold out; look for a newer one");
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

    private static ErrorCode codeOf(List<Clause> failed) {
        if (failed.contains(Clause.Term.PRICE_CEILING) || failed.contains(Clause.Term.MAX_PRICE)) {
            return ErrorCode.PRICE_TOO_HIGH;
        }
        return failed.contains(Clause.Term.CAPACITY) ? ErrorCode.NO_CAPACITY : ErrorCode.NO_OFFER;
    }

    private static Optional<QuoteResult> refused(ErrorCode code, String reason) {
        return Optional.of(new QuoteResult.Refused(code, reason));
    }
}
