package souk.sdk.market;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.economy.OfferListing;
import souk.economy.OrderListing;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;
import souk.sdk.net.CircuitBreakers;
import souk.sdk.net.Providers;
import souk.sdk.net.TracedThread;
import souk.trust.AccountKey;

/// Buys: orders are matched by a relay, quoted by providers, and opened as leases on the ledger.
///
/// Nobody on the way is believed: prices come from offers their providers signed, addresses from the registry,
/// and
/// the ledger checks each signature once more.
public final class MarketClient {
    /// How long an order can be taken.
    private static final Duration ORDER_VALIDITY = Duration.ofMinutes(5);
    /// Candidates asked for beyond those wanted: they step in for providers that do not quote.
    private static final int SPARES = 4;
    /// A provider that has not quoted by then is left out, whatever becomes of its answer. Quotes hold for 30 seconds,
    /// so
    /// that the others are still good.
    private static final Duration QUOTE_PATIENCE = Duration.ofSeconds(15);
    /// A relay that has not matched an order by then is left out: it waits in its queue for two seconds at the most.
    private static final Duration RELAYS_PATIENCE = Duration.ofSeconds(15);
    /// What a relay that is busy may ask us to wait before we ask once more; if it is longer the caller is told.
    private static final Duration RELAY_PATIENCE = Duration.ofSeconds(3);

    private static final System.Logger LOG = System.getLogger(MarketClient.class.getName());

    private final NodeClient client;
    private final Relays<Peer> relays;
    private final Providers providers;
    private final CircuitBreakers breakers;
    private final Ledger ledger;
    private final AccountKey payer;
    private final TypedData.Domain domain;
    private final Address asset;
    private final InstantSource clock;
    private final SecureRandom random;
    private final OrderNonces nonces;

    /// @param relays where orders are matched, at least one; four are asked at the most
    /// @param breakers shared with whoever else calls providers
    /// @param ledger as the payer sees it
    /// @param asset what is paid with
    public MarketClient(
            NodeClient client,
            List<Peer> relays,
            Providers providers,
            CircuitBreakers breakers,
            Ledger ledger,
            AccountKey payer,
            TypedData.Domain domain,
            Address asset,
            InstantSource clock,
            SecureRandom random) {
        this.client = client;
        this.relays = new Relays<>(relays, RELAYS_PATIENCE);
        this.providers = providers;
        this.breakers = breakers;
        this.ledger = ledger;
        this.payer = payer;
        this.domain = domain;
        this.asset = asset;
        this.clock = clock;
        this.random = random;
        this.nonces = new OrderNonces(clock);
    }

    /// A lease that was opened, and the terms it was opened on.
    public record Opened(
            LeaseId lease, Order order, OfferListing listing, Quote quote, Optional<ServiceTerms> service) {
        public Address provider() {
            return listing.provider();
        }

        /// When the lease ends unless someone ends it sooner.
        public Instant endsAt(Instant openedAt) {
            return openedAt.plus(order.duration());
        }

        /// The public record of the terms.
        public JsonObject toJson() {
            return Json.object()
                    .put("lease", lease.hex())
                    .put("order", order.toJson())
                    .put("offer", listing.offer().message().toJson())
                    .put("quote", quote.toJson())
                    .build();
        }
    }

    /// The live offers of the first relay that answers.
    public List<OfferListing> offers() {
        var listings = new ArrayList<OfferListing>();
        var cursor = "";
        do {
            var target = "/v1/offers?cursor=" + cursor;
            var page = relays.askOne(
                    relay -> client.call(relay, Method.GET, target).json());
            page.array("listings").objects().map(OfferListing::from).forEach(listings::add);
            cursor = page.text("next");
        } while (!cursor.isEmpty());
        return List.copyOf(listings);
    }

    /// Opens leases on the same terms with up to `wanted` different providers, the cheapest first, in one
    /// transaction.
    ///
    /// @param least fewer than these are none
    /// @param before is told of the leases before the ledger is: keep them, and none is lost to a crash
    /// @throws SoukException `NO_OFFER` with what failed for how many offers and the nearest miss;
    ///     `NO_CAPACITY` when too few of those that fit gave a quote; `PRICE_TOO_HIGH` when too few of them
    ///     are near enough to the base price; `LEDGER_REFUSED`, `INSUFFICIENT_FUNDS`; `DEADLINE_EXCEEDED`
    ///     when the ledger may still open them
    public List<Opened> open(Terms terms, int least, int wanted, Consumer<List<Opened>> before) {
        var candidates = match(terms, wanted + SPARES);
        if (candidates.size() < least) {
            throw new SoukException(
                    ErrorCode.NO_OFFER, candidates.size() + " providers fit and " + least + " are needed");
        }
        var near = near(terms, candidates, least);
        var refusals = new ConcurrentHashMap<Address, String>();
        var quoted = quoted(terms, near, wanted, refusals);
        if (quoted.size() < least) {
            throw new SoukException(
                    ErrorCode.NO_CAPACITY,
                    quoted.size() + " of " + near.size() + " providers gave a quote and " + least + " are needed"
                            + why(refusals));
        }
        var opened = quoted.stream().map(Quoted::opened).toList();
        before.accept(opened);
        var openings = quoted.stream().map(Quoted::opening).toList();
        ledger.submit(new LedgerCommand.OpenLeases(openings), Finality.INCLUDED);
        return opened;
    }

    /// The reason that most providers gave.
    private static String why(Map<Address, String> refusals) {
        return refusals.values().stream()
                .collect(Collectors.groupingBy(it -> it, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(it -> "; " + it.getValue() + " said: " + it.getKey())
                .orElse("");
    }

    private List<OfferListing> near(Terms terms, List<OfferListing> candidates, int least) {
        return terms.maxDeviation().isEmpty()
                ? candidates
                : new NearIndex(ledger::price, terms.maxDeviation().getAsInt()).of(candidates, least);
    }

    /// Asks the cheapest first, and as many of the others as are still missing.
    private List<Quoted> quoted(Terms terms, List<OfferListing> candidates, int wanted, Map<Address, String> refusals) {
        var quoted = new ArrayList<Quoted>();
        int asked = 0;
        while (quoted.size() < wanted && asked < candidates.size()) {
            int until = Math.min(candidates.size(), asked + wanted - quoted.size());
            quoted.addAll(quotes(terms, candidates.subList(asked, until), refusals));
            asked = until;
        }
        return List.copyOf(quoted);
    }

    /// Why nothing serves an order, as the relay counts it; empty if something does.
    ///
    /// @return offers examined, failures a clause, nearest miss, and what a higher price would change
    /// @throws SoukException as the relay
    public Optional<JsonObject> whyNot(Terms terms) {
        var answers = ask(terms, 1, true);
        boolean found = answers.stream()
                .anyMatch(it -> it.array("candidates").objects().findAny().isPresent());
        return answers.stream()
                .filter(it -> !found && it.has("explanation"))
                .map(it -> it.object("explanation"))
                .max(Comparator.comparingLong(it -> it.integer("offers")));
    }

    private List<OfferListing> match(Terms terms, int wanted) {
        try {
            return candidates(terms, wanted);
        } catch (SoukException e) {
            if (e.retryAfter().filter(it -> it.compareTo(RELAY_PATIENCE) <= 0).isEmpty()) {
                throw e;
            }
            pause(e.retryAfter().get());
            return candidates(terms, wanted);
        }
    }

    private List<OfferListing> candidates(Terms terms, int wanted) {
        var answers =
                ask(terms, wanted, false).stream().map(MarketClient::listings).toList();
        return Relays.cheapest(answers, terms, wanted);
    }

    private List<JsonObject> ask(Terms terms, int wanted, boolean explain) {
        var request = Json.object()
                .put("order", new OrderListing(sign(order(terms, Digest.ZERO)), terms.constraints()).toJson())
                .put("wanted", wanted)
                .put("explain", explain)
                .put("patient", terms.urgency() == Terms.Urgency.PATIENT)
                .build();
        return relays.ask(relay -> client.call(relay, Method.POST, "/v1/matches", Map.of(), Body.json(request))
                .json());
    }

    private static List<OfferListing> listings(JsonObject answer) {
        return answer.array("candidates").objects().map(OfferListing::from).toList();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the relay", e);
        }
    }

    private record Quoted(
            Terms terms, Order order, Signed<Order> signed, OfferListing listing, Signed<Quote> quote, LeaseId lease) {
        LedgerCommand.Opening opening() {
            return new LedgerCommand.Opening(listing.offer().message(), signed, quote);
        }

        Opened opened() {
            return new Opened(lease, order, listing, quote.message(), terms.service());
        }
    }

    /// Asks all at once; who does not answer in time is left out.
    private List<Quoted> quotes(Terms terms, List<OfferListing> candidates, Map<Address, String> refusals) {
        var quoted = new ConcurrentHashMap<Address, Quoted>();
        var ended = new CountDownLatch(candidates.size());
        var threads = new ArrayList<Thread>();
        for (var listing : candidates) {
            threads.add(TracedThread.start(() -> {
                try {
                    quote(terms, listing, refusals).ifPresent(it -> quoted.put(listing.provider(), it));
                } finally {
                    ended.countDown();
                }
            }));
        }
        try {
            if (!ended.await(QUOTE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.forEach(Thread::interrupt);
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while asking for quotes", e);
        }
        return candidates.stream()
                .flatMap(listing -> Optional.ofNullable(quoted.get(listing.provider())).stream())
                .toList();
    }

    private Optional<Quoted> quote(Terms terms, OfferListing listing, Map<Address, String> refusals) {
        if (!breakers.admits(listing.provider())) {
            return Optional.empty();
        }
        long start = clock.millis();
        try {
            var quoted = asked(terms, listing);
            breakers.answered(listing.provider(), Duration.ofMillis(clock.millis() - start));
            return Optional.of(quoted);
        } catch (SoukException e) {
            if (CircuitBreakers.isFailure(e.code())) {
                breakers.failed(listing.provider());
            } else {
                breakers.answered(listing.provider(), Duration.ofMillis(clock.millis() - start));
            }
            refusals.put(listing.provider(), String.valueOf(e.getMessage()));
            LOG.log(
                    System.Logger.Level.INFO,
                    "quote.refused provider={0} code={1} reason={2}",
                    listing.provider(),
                    e.code(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private Quoted asked(Terms terms, OfferListing listing) {
        var order = order(terms, terms.maxDeviation().isEmpty() ? Digest.ZERO : NearIndex.key(listing));
        var signed = sign(order);
        var body = new OrderListing(signed, terms.constraints(), terms.service()).toJson();
        var answer = client.call(
                        providers.peer(listing.provider()), Method.POST, "/v1/quotes", Map.of(), Body.json(body))
                .json();
        return checked(terms, order, signed, listing, Signed.from(answer.object("quote"), Quote::from));
    }

    private Quoted checked(Terms terms, Order order, Signed<Order> signed, OfferListing listing, Signed<Quote> quote) {
        var message = quote.message();
        boolean good = message.order().equals(order.structHash())
                && message.offer().equals(listing.offerHash())
                && message.unitPrices().within(order.priceCeilings())
                && message.unitPrices().within(listing.offer().message().unitPrices())
                && AccountKey.verify(domain, message, quote.signature(), listing.provider());
        if (!good) {
            throw new SoukException(
                    ErrorCode.STALE_QUOTE, listing.provider() + " quoted something else than it was asked");
        }
        return new Quoted(
                terms,
                order,
                signed,
                listing,
                quote,
                new LeaseId(TypedData.digest(domain, message).hex()));
    }

    /// @param priceIndex which base price binds it: that of the region of whoever it is for
    private Order order(Terms terms, Digest priceIndex) {
        var salt = new byte[Digest.BYTES];
        random.nextBytes(salt);
        return new Order(
                payer.address(),
                payer.address(),
                terms.resourceClass(),
                terms.spec(),
                asset,
                terms.ceilings(),
                terms.quantity(),
                terms.duration(),
                terms.deposit(),
                terms.constraints().digest(),
                terms.service().map(ServiceTerms::hash).orElse(Digest.ZERO),
                terms.fallbackRoot(),
                BigInteger.ZERO,
                priceIndex,
                priceIndex.equals(Digest.ZERO) ? 0 : terms.maxDeviation().orElse(0),
                clock.instant().plus(ORDER_VALIDITY),
                nonces.next(),
                Digest.of(salt));
    }

    private Signed<Order> sign(Order order) {
        return new Signed<>(order, payer.sign(domain, order));
    }
}
