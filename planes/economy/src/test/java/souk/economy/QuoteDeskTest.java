package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.economy.Samples.ASSET;
import static souk.economy.Samples.CONSUMER;
import static souk.economy.Samples.DOMAIN;
import static souk.economy.Samples.NOW;
import static souk.economy.Samples.address;
import static souk.economy.Samples.big;
import static souk.economy.Samples.offer;
import static souk.economy.Samples.order;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

class QuoteDeskTest {
    private static final Address PROVIDER = address(11);

    private static final class FakeLedger implements LedgerView {
        final Map<Address, Long> floors = new HashMap<>();
        final Set<Digest> orders = new HashSet<>();
        final Map<Digest, BigInteger> offers = new HashMap<>();

        @Override
        public long nonceFloor(Address signer) {
            return floors.getOrDefault(signer, 0L);
        }

        @Override
        public boolean isFilled(Digest order) {
            return orders.contains(order);
        }

        @Override
        public BigInteger filled(Digest offer) {
            return offers.getOrDefault(offer, BigInteger.ZERO);
        }
    }

    private final FakeClock clock = new FakeClock();
    private final FakeLedger ledger = new FakeLedger();
    private final ReservationStore reservations = new InMemoryReservationStore();
    private CapacityLedger capacity = capacity(List.of());
    private QuoteDesk desk = desk();

    @BeforeEach
    void postsAnOffer() {
        desk.post(offer(11).capacity(1_000_000).listing());
    }

    @Test
    void signsAQuoteAndHoldsTheCapacity() {
        var quoted = quoted(order(Constraints.NONE, 60, 1));

        var quote = quoted.quote().message();
        assertThat(Samples.signatures().valid(quote, quoted.quote().signature(), PROVIDER))
                .isTrue();
        assertThat(quote.reservedUntil()).isEqualTo(NOW.plus(QuoteDesk.RESERVATION));
        assertThat(quoted.lease())
                .isEqualTo(LeaseId.of(TypedData.digest(DOMAIN, quote).bytes()));
        assertThat(free()).isEqualTo(big(40));
    }

    @Test
    void answersTheSameOrderWithTheSameQuote() {
        var first = quoted(order(Constraints.NONE, 60, 1));
        clock.advance(Duration.ofSeconds(5));

        assertThat(quoted(order(Constraints.NONE, 60, 1))).isEqualTo(first);
        assertThat(free()).isEqualTo(big(40));
    }

    @Test
    void neverSellsTheSameCapacityTwice() {
        quoted(order(Constraints.NONE, 60, 1));

        assertRefused(ErrorCode.NO_CAPACITY, order(Constraints.NONE, 60, 2));
        quoted(order(Constraints.NONE, 40, 3));
        assertThat(free()).isZero();
    }

    @Test
    void freesWhatNobodyTookOnlyOnceTheLedgerIsPastTheQuote() {
        var quote = quoted(order(Constraints.NONE, 60, 1)).quote().message();
        clock.advance(Duration.ofMinutes(5));

        assertThat(capacity.lapse(quote.reservedUntil())).isZero();
        assertThat(free()).isEqualTo(big(40));
        assertThat(capacity.lapse(quote.reservedUntil().plusSeconds(1))).isEqualTo(1);
        assertThat(free()).isEqualTo(big(100));
    }

    @Test
    void turnsAReservationIntoALeaseAndFreesItWhenTheLeaseCloses() {
        var lease = quoted(order(Constraints.NONE, 60, 1)).lease();
        var open = new OpenLease(lease, ResourceClass.STORAGE, big(60));

        capacity.confirm(open);
        capacity.confirm(open);
        assertThat(capacity.lapse(NOW.plusSeconds(3600))).isZero();
        assertThat(free()).isEqualTo(big(40));

        capacity.release(lease);
        capacity.release(lease);
        assertThat(free()).isEqualTo(big(100));
    }

    @Test
    void keepsReservationsAndLeasesThroughARestart() {
        var taken = quoted(order(Constraints.NONE, 50, 1));
        quoted(order(Constraints.NONE, 30, 2));

        capacity = capacity(List.of(new OpenLease(taken.lease(), ResourceClass.STORAGE, big(50))));
        desk = desk();
        desk.post(offer(11).capacity(1_000_000).listing());

        assertThat(free()).isEqualTo(big(20));
        assertRefused(ErrorCode.NO_CAPACITY, order(Constraints.NONE, 21, 3));
        assertThat(reservations.all()).hasSize(1);
    }

    @Test
    void countsALeaseThatOpenedAfterItsReservationLapsed() {
        var lease = quoted(order(Constraints.NONE, 60, 1)).lease();
        capacity.lapse(NOW.plusSeconds(3600));
        quoted(order(Constraints.NONE, 60, 2));

        capacity.confirm(new OpenLease(lease, ResourceClass.STORAGE, big(60)));

        assertThat(free()).isZero();
        assertRefused(ErrorCode.NO_CAPACITY, order(Constraints.NONE, 1, 3));
    }

    @Test
    void refusesVoidAndFilledOrders() {
        ledger.floors.put(CONSUMER, 5L);
        assertRefused(ErrorCode.STALE_QUOTE, order(Constraints.NONE, 1, 4));

        var filled = order(Constraints.NONE, 1, 6);
        ledger.orders.add(filled.order().message().structHash());
        assertRefused(ErrorCode.STALE_QUOTE, filled);
    }

    @Test
    void refusesForgedExpiredAndUnsuitableOrders() {
        var good = order(Constraints.NONE, 1, 1);
        var forged = new OrderListing(
                new Signed<>(good.order().message(), Samples.sign(good.order().message(), PROVIDER)), Constraints.NONE);
        var excluded = new Constraints(List.of(), List.of(PROVIDER), Constraints.ANY_PRICE, List.of());

        assertRefused(ErrorCode.BAD_SIGNATURE, forged);
        assertRefused(ErrorCode.NO_OFFER, order(excluded, 1, 2));
        assertRefused(ErrorCode.BAD_REQUEST, order(Constraints.NONE, 0, 3));
        desk.post(offer(11).price(1_000_001).listing());
        assertRefused(ErrorCode.PRICE_TOO_HIGH, good);
        clock.advance(Duration.ofHours(1));
        assertRefused(ErrorCode.DEADLINE_EXCEEDED, good);
    }

    @Test
    void refusesDepositsThatPayForTooShortAUse() {
        capacity = new CapacityLedger(Map.of(ResourceClass.STORAGE, big(1L << 62)), reservations, List.of());
        desk = desk();
        desk.post(offer(11).capacity(1L << 62).price(1_000_000).listing());

        assertRefused(ErrorCode.INSUFFICIENT_FUNDS, order(Constraints.NONE, 1L << 61, 1));
    }

    @Test
    void sellsNoMoreUnderAnOfferThanTheLedgerAllows() {
        var posted = offer(11).nonce(2).capacity(80).listing();
        desk.post(posted);
        ledger.offers.put(posted.offerHash(), big(50));

        quoted(order(Constraints.NONE, 20, 1));

        assertThat(desk.remaining(posted)).isEqualTo(big(10));
        assertRefused(ErrorCode.NO_CAPACITY, order(Constraints.NONE, 11, 2));
    }

    /// A quote signs the order, and with it the service levels behind a hash.
    @Test
    void signsServiceLevelsThatItSeesAndCanHold() {
        var schedule = address(77);
        var easy = service(schedule, 950_000);
        var hidden = withService(easy, Optional.empty());

        assertRefused(ErrorCode.NO_OFFER, withService(easy, Optional.of(easy)));
        desk.promise(new ServicePromises(Set.of(schedule), Map.of(Indicator.AVAILABILITY, 990_000L)));
        quoted(withService(easy, Optional.of(easy)));
        assertRefused(ErrorCode.BAD_REQUEST, hidden);
        var hard = service(schedule, 990_001);
        assertRefused(ErrorCode.NO_OFFER, withService(hard, Optional.of(hard)));
        var unknown = service(address(78), 950_000);
        assertRefused(ErrorCode.NO_OFFER, withService(unknown, Optional.of(unknown)));
    }

    private static ServiceTerms service(Address schedule, long availability) {
        return new ServiceTerms(Digest.ZERO, schedule, List.of(new Objective(Indicator.AVAILABILITY, availability)));
    }

    private static OrderListing withService(ServiceTerms named, Optional<ServiceTerms> shown) {
        return Samples.order(Constraints.NONE, 1, 900, named.hash(), shown);
    }

    @Test
    void boundsTheQuotesOfOnePayer() {
        for (int i = 0; i < QuoteDesk.MAX_RESERVATIONS_PER_PAYER; i++) {
            quoted(order(Constraints.NONE, 1, i));
        }

        assertRefused(ErrorCode.OVERLOADED, order(Constraints.NONE, 1, 99));
    }

    private BigInteger free() {
        return capacity.free(ResourceClass.STORAGE);
    }

    private CapacityLedger capacity(List<OpenLease> open) {
        return new CapacityLedger(Map.of(ResourceClass.STORAGE, big(100)), reservations, open);
    }

    private QuoteDesk desk() {
        return new QuoteDesk(
                DOMAIN,
                Samples.signer(PROVIDER),
                Samples.signatures(),
                ledger,
                capacity,
                ConstraintLanguage.NONE,
                clock);
    }

    private QuoteResult.Quoted quoted(OrderListing listing) {
        var result = desk.quote(listing);
        assertThat(result).isInstanceOf(QuoteResult.Quoted.class);
        assertThat(ASSET).isEqualTo(listing.order().message().asset());
        return (QuoteResult.Quoted) result;
    }

    private void assertRefused(ErrorCode code, OrderListing listing) {
        assertThat(desk.quote(listing))
                .isInstanceOfSatisfying(
                        QuoteResult.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
