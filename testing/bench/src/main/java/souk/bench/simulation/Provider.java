package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import souk.core.error.ErrorCode;
import souk.core.market.CloseConsent;
import souk.core.market.CloseReason;
import souk.core.market.Offer;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.economy.AcceptResult;
import souk.economy.CapacityLedger;
import souk.economy.Hardware;
import souk.economy.InMemoryAccountStore;
import souk.economy.InMemoryReservationStore;
import souk.economy.OfferListing;
import souk.economy.OpenLease;
import souk.economy.OrderListing;
import souk.economy.ProviderProfile;
import souk.economy.QuoteDesk;
import souk.economy.QuoteResult;
import souk.economy.RuntimeName;
import souk.economy.SettlementPolicy;
import souk.economy.VoucherTill;
import souk.ledger.LedgerCommand;

/// A provider with its desk, its till and its habit.
final class Provider {
    /// Receipts are sent so often; what is served unpaid is bounded by it.
    static final Duration PERIOD = Duration.ofMinutes(5);

    /// A receipt this long without its voucher ends the service.
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /// So long before its end a lease is wound up: time for two messages and their answers, however late.
    static final Duration WINDING_UP = PATIENCE.plusMinutes(1);

    private static final Duration BUSY = Duration.ofSeconds(10);

    private static final Duration VALIDITY = Duration.ofDays(60);
    private static final SettlementPolicy POLICY =
            new SettlementPolicy(BigInteger.ONE, Duration.ofMinutes(10), Duration.ofMinutes(1));

    /// What a provider does beside what it promises.
    enum Habit {
        HONEST,
        /// Takes leases and never starts.
        NEVER_STARTS,
        /// Writes a third more on its receipts than it served.
        OVERCLAIMS,
        /// Stops in the middle of leases, silently.
        VANISHES,
        /// Leases from itself, so that its region looks busy.
        COLLUDES
    }

    /// @param percent of the base price when it is `indexed`, else of the price everything began with
    record Tariff(int percent, boolean indexed) {}

    final Address address;
    final Region region;
    final Habit habit;
    final BigInteger cpuMillis;
    private final Tariff tariff;
    private final Market market;
    private final CapacityLedger capacity;
    private final QuoteDesk desk;
    private final VoucherTill till;
    private final ProviderProfile profile;
    private long offers;
    private boolean down;
    private boolean wasDown;

    Provider(Address address, Region region, Habit habit, BigInteger cpuMillis, Tariff tariff, Market market) {
        this.address = address;
        this.region = region;
        this.habit = habit;
        this.cpuMillis = cpuMillis;
        this.tariff = tariff;
        this.market = market;
        this.capacity =
                new CapacityLedger(Map.of(ResourceClass.COMPUTE, cpuMillis), new InMemoryReservationStore(), List.of());
        this.desk = new QuoteDesk(
                Market.DOMAIN,
                message -> Seals.of(address, message),
                Seals::valid,
                market.ledger(),
                capacity,
                Market.LANGUAGE,
                market.agenda());
        this.till = new VoucherTill(new InMemoryAccountStore<>(), Seals::valid, POLICY, market.agenda());
        this.profile = new ProviderProfile(
                region, "DE", List.of(RuntimeName.WASM), new Hardware(cpuMillis.longValueExact(), 1L << 40, 1L << 40));
    }

    // ---- selling

    /// Signs an offer again when the last one no longer says what is free and asked.
    void tend() {
        var free = capacity.free(ResourceClass.COMPUTE);
        var price = price();
        var current = desk.offers().stream().findFirst();
        boolean stale = current.isEmpty()
                || desk.remaining(current.get()).compareTo(free) < 0
                || !current.get()
                        .offer()
                        .message()
                        .unitPrices()
                        .values()
                        .getFirst()
                        .equals(price);
        if (!down && free.signum() > 0 && stale) {
            var listing = sign(price, free);
            desk.post(listing);
            market.delayed(() -> market.list(listing));
        }
    }

    BigInteger price() {
        var base = tariff.indexed() ? market.prices().of(region) : Market.FIRST_PRICE;
        return base.multiply(BigInteger.valueOf(tariff.percent())).divide(BigInteger.valueOf(100));
    }

    private OfferListing sign(BigInteger price, BigInteger free) {
        Instant now = market.agenda().instant();
        var offer = new Offer(
                address,
                ResourceClass.COMPUTE,
                profile.digest(),
                Market.ASSET,
                new UnitPrices(List.of(price, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO)),
                free,
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                Duration.ofSeconds(30),
                Digest.ZERO,
                now,
                now.plus(VALIDITY),
                ++offers,
                Digest.ZERO);
        return new OfferListing(
                new Signed<>(offer, Seals.of(address, offer)), profile, "https://provider.example", Digest.ZERO);
    }

    QuoteResult ask(OrderListing order) {
        if (down) {
            return new QuoteResult.Refused(ErrorCode.UNAVAILABLE, "no answer");
        }
        capacity.lapse(market.agenda().instant());
        return desk.quote(order);
    }

    BigInteger free() {
        return down ? BigInteger.ZERO : capacity.free(ResourceClass.COMPUTE);
    }

    BigInteger reserved() {
        return cpuMillis.subtract(capacity.free(ResourceClass.COMPUTE));
    }

    boolean isDown() {
        return down;
    }

    boolean wasDown() {
        return wasDown;
    }

    // ---- serving

    /// The chain shows a lease of this provider.
    void opened(Engagement engagement) {
        capacity.confirm(new OpenLease(
                engagement.lease,
                ResourceClass.COMPUTE,
                engagement.order.message().quantity()));
        till.open(
                engagement.lease,
                engagement.consumer.address,
                engagement.order.message().deposit());
        if (habit == Habit.NEVER_STARTS || down) {
            return;
        }
        market.delayed(() -> market.ledger()
                .send(address, new LedgerCommand.ActivateLease(engagement.lease, Digest.ZERO), refusal -> {
                    if (refusal.isEmpty()) {
                        begin(engagement);
                    }
                }));
    }

    private void begin(Engagement engagement) {
        engagement.begin(market.now());
        market.agenda().in(PERIOD, () -> bill(engagement));
        Instant end = Instant.ofEpochSecond(market.ledger().lease(engagement.lease).endsAt);
        market.agenda().at(end.minus(WINDING_UP), () -> windUp(engagement));
        if (habit == Habit.VANISHES) {
            long seconds = Duration.between(market.now(), end).toSeconds();
            market.agenda()
                    .in(Duration.ofSeconds(market.random().nextLong(1, seconds)), () -> engagement.stop(market.now()));
        }
    }

    private void windUp(Engagement engagement) {
        if (engagement.isServed() && !engagement.closing) {
            engagement.stop(market.now());
            engagement.closing = true;
            billRest(engagement, market.now());
            market.agenda().in(PATIENCE, () -> close(engagement));
        }
    }

    /// Once the receipt before is answered.
    private void billRest(Engagement engagement, Instant to) {
        if (engagement.billedTo.isAfter(engagement.receiptsTo)) {
            market.agenda().in(BUSY, () -> billRest(engagement, to));
        } else {
            send(engagement, to);
        }
    }

    /// Sends a receipt for the time since the last one; without its voucher in time it stops serving.
    private void bill(Engagement engagement) {
        if (down || !engagement.isServed()) {
            return;
        }
        Instant to = market.now();
        send(engagement, to);
        market.agenda().in(PATIENCE, () -> require(engagement, to));
        market.agenda().in(PERIOD, () -> bill(engagement));
    }

    private void send(Engagement engagement, Instant to) {
        Instant from = engagement.receiptsTo;
        long seconds = to.getEpochSecond() - from.getEpochSecond();
        if (seconds > 0) {
            engagement.billedTo = to;
            var reading = engagement.reading(habit == Habit.OVERCLAIMS ? seconds * 4 / 3 : seconds);
            market.delayed(() -> engagement.consumer.receive(
                    engagement, from, to, reading, voucher -> paid(engagement, to, voucher)));
        }
    }

    private void paid(Engagement engagement, Instant to, Signed<Voucher> voucher) {
        if (till.accept(voucher) instanceof AcceptResult.Accepted) {
            engagement.receiptsTo = to;
        }
    }

    private void require(Engagement engagement, Instant paidTo) {
        if (engagement.receiptsTo.isBefore(paidTo) && engagement.isServed() && !engagement.closing) {
            engagement.stop(market.now());
            engagement.closing = true;
            var notice = new LedgerCommand.RequestClose(engagement.lease, CloseReason.PROVIDER_CLOSED, Digest.ZERO);
            market.ledger().send(address, notice);
            settleNow(engagement);
        }
    }

    /// With the consumer's consent to the sum of its vouchers if it gives it, else by time.
    private void close(Engagement engagement) {
        if (down || market.ledger().isOver(engagement.lease)) {
            return;
        }
        var consent = new CloseConsent(
                engagement.lease, till.account(engagement.lease).promised(), CloseReason.CONSUMER_CLOSED);
        engagement
                .consumer
                .consent(consent)
                .ifPresentOrElse(
                        signed -> market.ledger().send(address, new LedgerCommand.CloseCooperative(signed)),
                        () -> settleNow(engagement));
    }

    /// The consumer gave notice.
    void noticed(Engagement engagement) {
        if (!down && !market.ledger().isOver(engagement.lease)) {
            settleNow(engagement);
        }
    }

    /// A lease that ends pays no voucher shown too late.
    private void settleNow(Engagement engagement) {
        till.account(engagement.lease)
                .newest()
                .ifPresent(
                        voucher -> market.ledger().send(address, new LedgerCommand.SettleVouchers(List.of(voucher))));
    }

    // ---- earning

    void settle() {
        if (down) {
            return;
        }
        var due = till.takeDue();
        if (!due.isEmpty()) {
            market.ledger().send(address, new LedgerCommand.SettleVouchers(due), _ -> due.forEach(this::settled));
        }
    }

    private void settled(Signed<Voucher> voucher) {
        var lease = voucher.message().lease();
        till.settled(lease, BigInteger.valueOf(market.ledger().lease(lease).paid));
    }

    /// The chain shows that a lease is settled.
    void closed(Engagement engagement) {
        capacity.release(engagement.lease);
        till.forget(engagement.lease);
        market.agenda().in(Duration.ofSeconds(5), this::tend);
    }

    // ---- shocks

    void leave() {
        down = true;
        wasDown = true;
        market.engagements(this).forEach(each -> each.stop(market.now()));
    }

    void comeBack() {
        down = false;
        tend();
    }

    /// Whether what it did, and did not, is what it promised.
    boolean isHonest() {
        return habit == Habit.HONEST || habit == Habit.COLLUDES;
    }
}
