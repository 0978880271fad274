package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import souk.cel.CelLanguage;
import souk.core.eip712.TypedData;
import souk.core.market.Order;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.economy.Candidate;
import souk.economy.Constraints;
import souk.economy.InMemoryOfferStore;
import souk.economy.MatchResult;
import souk.economy.OfferListing;
import souk.economy.OrderBook;
import souk.ledger.LedgerCommand;
import souk.ledger.MarketParameters;
import souk.ledger.rules.LeaseRules;

/// What all parties share: the relay's book, the ledger, the prices and the time that messages take.
final class Market {
    static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    static final Address ASSET = address(1);
    static final Address STRANGER = address(2);
    static final CelLanguage LANGUAGE = new CelLanguage();
    static final TypedData.Domain DOMAIN = new TypedData.Domain(31_337, address(3));

    /// Three cents of a dollar, in millionths, for a core and hour: × 10^18 for a thousandth of a core and a second.
    static final BigInteger FIRST_PRICE =
            BigInteger.valueOf(30_000).multiply(BigInteger.TEN.pow(18)).divide(BigInteger.valueOf(3_600_000));

    /// One message in so many is late, by seconds instead of milliseconds.
    private static final int LATE = 100;

    private static final int LATE_SECONDS = 40;
    private static final int USUAL_MILLIS = 50;
    /// One match in so many is compared with a look at every listing.
    private static final int JUDGED = 8;

    private final Agenda agenda = new Agenda(START);
    private final MarketParameters terms = MarketParameters.local();
    private final SimulatedLedger ledger = new SimulatedLedger(agenda, terms, DOMAIN);
    private final BasePrices prices = new BasePrices();
    private final Judge judge = new Judge(terms);
    private final Report report = new Report();
    private final RandomGenerator random;
    private final OrderBook relay;
    private final Map<Address, OfferListing> listed = new HashMap<>();
    private final Map<Address, Provider> providers = new LinkedHashMap<>();
    private final Map<Address, List<Engagement>> live = new HashMap<>();
    private long asked;

    Market(RandomGenerator random) {
        this.random = random;
        this.relay = new OrderBook(
                new InMemoryOfferStore(), _ -> Optional.empty(), Seals::valid, LANGUAGE, agenda, OrderBook.MAX_OFFERS);
    }

    static Address address(long number) {
        return new Address("0x%040x".formatted(number));
    }

    // ---- time

    /// Whole seconds, as parties write them on receipts.
    Instant now() {
        return agenda.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /// Another party's turn, when the message has reached it.
    void delayed(Runnable action) {
        var delay = random.nextInt(LATE) == 0
                ? Duration.ofMillis(random.nextInt(1_000 * LATE_SECONDS))
                : Duration.ofMillis(1 + random.nextInt(USUAL_MILLIS));
        agenda.in(delay, action);
    }

    // ---- the relay

    void list(OfferListing listing) {
        var known = Optional.ofNullable(listed.get(listing.provider()));
        long nonce = listing.offer().message().nonce();
        if (known.filter(it -> it.offer().message().nonce() > nonce).isEmpty()) {
            relay.publish(listing);
            listed.put(listing.provider(), listing);
        }
    }

    Optional<OfferListing> listing(Provider provider) {
        return Optional.ofNullable(listed.get(provider.address));
    }

    MatchResult match(Consumer consumer, Signed<Order> order, Constraints constraints, int wanted) {
        var result = relay.screen(order.message(), constraints, wanted);
        if (asked++ % JUDGED == 0) {
            List<Candidate> candidates = result instanceof MatchResult.Matched(var found, var _) ? found : List.of();
            judge.matched(order.message(), constraints, candidates, listed.values());
        }
        return result;
    }

    /// Whether a provider that is up, free and cheap enough is there, whatever the relay knows of it.
    boolean couldServe(Consumer.Wish wish) {
        return providers.values().stream()
                .filter(it -> wish.region()
                        .filter(region -> !region.equals(it.region))
                        .isEmpty())
                .anyMatch(it ->
                        it.free().compareTo(wish.cpuMillis()) >= 0 && it.price().compareTo(wish.ceiling()) <= 0);
    }

    // ---- leases

    void open(Engagement engagement, java.util.function.Consumer<Optional<String>> told) {
        var opening = new LedgerCommand.Opening(engagement.offer, engagement.order, engagement.quote);
        ledger.send(engagement.consumer.address, new LedgerCommand.OpenLeases(List.of(opening)), refusal -> {
            if (refusal.isEmpty()) {
                opened(engagement);
            }
            told.accept(refusal);
        });
    }

    private void opened(Engagement engagement) {
        var mine = live.computeIfAbsent(engagement.provider.address, _ -> new ArrayList<>());
        mine.add(engagement);
        judge.opened(
                engagement,
                mine.stream().map(it -> it.order.message().quantity()).reduce(BigInteger.ZERO, BigInteger::add));
        engagement.provider.opened(engagement);
    }

    /// Told by the ledger's watchers: a lease is settled.
    void over(Engagement engagement) {
        live.getOrDefault(engagement.provider.address, new ArrayList<>()).remove(engagement);
        engagement.provider.closed(engagement);
        engagement.consumer.closed(engagement);
        var lease = ledger.lease(engagement.lease);
        if (engagement.servedFrom.isEmpty()) {
            judge.unserved(lease);
        } else {
            engagement.stop(now());
            judge.closed(engagement, lease);
        }
    }

    /// What watchers of the ledger do: they see what is settled, and settle what is left to time.
    void sweep() {
        live.values().forEach(each -> List.copyOf(each).forEach(this::sweep));
    }

    private void sweep(Engagement engagement) {
        LeaseRules.Lease lease = ledger.lease(engagement.lease);
        if (!lease.live()) {
            over(engagement);
        } else if (agenda.instant().getEpochSecond()
                > lease.endsAt + terms.challengeWindow().toSeconds()) {
            ledger.send(STRANGER, new LedgerCommand.FinalizeClose(engagement.lease));
        }
    }

    Collection<Engagement> engagements(Provider provider) {
        return live.getOrDefault(provider.address, List.of());
    }

    // ---- who and what

    void add(Provider provider) {
        providers.put(provider.address, provider);
    }

    Provider provider(Address address) {
        return Optional.ofNullable(providers.get(address)).orElseThrow();
    }

    Collection<Provider> providers() {
        return providers.values();
    }

    Agenda agenda() {
        return agenda;
    }

    SimulatedLedger ledger() {
        return ledger;
    }

    BasePrices prices() {
        return prices;
    }

    Judge judge() {
        return judge;
    }

    Report report() {
        return report;
    }

    RandomGenerator random() {
        return random;
    }

    MarketParameters terms() {
        return terms;
    }
}
