package souk.economy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;

/// The offers that a relay lists, and the matching of orders against them.
///
/// A provider has at most one offer a resource class: a newer nonce replaces the older offer. So candidates for
/// an
/// order
/// are always of distinct providers. Relays are not trusted: listings and orders carry their signatures, and a
/// quote
/// needs the provider's own.
///
/// Safe for use by many threads: matches take no lock, pages share one.
public final class OrderBook {
    /// Most listings; docs/benchmarks.md has the heap they need.
    public static final int MAX_OFFERS = 1_000_000;

    /// An offer is listed this long before it becomes valid at the earliest.
    public static final Duration MAX_LEAD = Duration.ofHours(1);

    /// Longest remaining validity, so that forgotten offers leave the book.
    public static final Duration MAX_VALIDITY = Duration.ofDays(90);

    /// Most candidates for one order: several times the widest placement.
    public static final int MAX_WANTED = 128;

    /// Listings on one page.
    public static final int MAX_PAGE = 500;

    private static final Comparator<Item> BY_EXPIRY = Comparator.comparing(
                    (Item item) -> item.listing().offer().message().validUntil())
            .thenComparing(Item::hash);

    private record Seller(Address provider, ResourceClass resourceClass) {}

    private final OfferStore store;
    private final OfferAdmission admission;
    private final SignatureCheck signatures;
    private final InstantSource clock;
    private final int capacity;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Words words = new Words();
    private final Texts texts;
    private final Map<Shelf.Label, Shelves> shelves = new ConcurrentHashMap<>();
    private final Map<Seller, Item> bySeller = new HashMap<>();
    private final TreeMap<Digest, Item> byHash = new TreeMap<>();
    private final TreeMap<Item, Item> byExpiry = new TreeMap<>(BY_EXPIRY);
    private final Map<Address, Long> floors = new HashMap<>();

    /// A book that continues with what the store holds.
    ///
    /// @param language of constraints
    /// @param capacity most listings, at most [#MAX_OFFERS]
    public OrderBook(
            OfferStore store,
            OfferAdmission admission,
            SignatureCheck signatures,
            ConstraintLanguage language,
            InstantSource clock,
            int capacity) {
        if (capacity < 1 || capacity > MAX_OFFERS) {
            throw new IllegalArgumentException("capacity must be from 1 to " + MAX_OFFERS);
        }
        this.store = store;
        this.admission = admission;
        this.signatures = signatures;
        this.clock = clock;
        this.capacity = capacity;
        this.texts = new Texts(language);
        restore();
    }

    /// Lists an offer; durable on return. Publishing the same offer again changes at most its endpoint and node
    /// key.
    ///
    /// @return the offer's struct hash
    /// @throws SoukException `BAD_SIGNATURE`; `BAD_REQUEST` outside the validity bounds, or when what the
    ///     provider accepts is no CEL; `FORBIDDEN` with admission's reason; `CONFLICT` when an offer with the
    ///     same or a newer nonce is listed or the nonce is below the provider's floor; `OVERLOADED` when the
    ///     book is full
    public Digest publish(OfferListing listing) {
        var item = Item.of(listing);
        checkValidity(listing);
        if (!signatures.valid(listing.offer().message(), listing.offer().signature(), listing.provider())) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the offer is not signed by " + listing.provider());
        }
        admission.refusal(listing.offer().message()).ifPresent(reason -> {
            throw new SoukException(ErrorCode.FORBIDDEN, reason);
        });
        var accepts = listing.profile().claims().accepts();
        if (!accepts.isEmpty()) {
            texts.terms(accepts);
        }
        return locked(lock.writeLock(), () -> {
            checkNonce(item);
            if (isListed(item)) {
                return item.hash();
            }
            makeRoom(item);
            store.put(listing);
            replace(item);
            return item.hash();
        });
    }

    /// Takes an offer off the book. The caller has made sure that the provider asks. Anyone who kept the signed
    /// offer
    /// may publish it again; who wants it void for good raises the nonce floor on the ledger.
    ///
    /// @throws SoukException `NOT_FOUND`
    public void withdraw(Digest offerHash) {
        locked(lock.writeLock(), () -> {
            drop(require(offerHash));
            return true;
        });
    }

    /// Drops a provider's offers below a floor and refuses them from now on: the ledger's "cancel everything
    /// older".
    public void raiseFloor(Address provider, long floor) {
        locked(lock.writeLock(), () -> {
            floors.merge(provider, floor, Math::max);
            for (var resourceClass : ResourceClass.values()) {
                var item = bySeller.get(new Seller(provider, resourceClass));
                if (item != null && nonce(item) < floor) {
                    drop(item);
                }
            }
            return true;
        });
    }

    /// Finds offers for a signed order.
    ///
    /// @param wanted candidates at most, 1 to [#MAX_WANTED]
    public MatchResult match(OrderListing listing, int wanted) {
        return refusal(listing)
                .<MatchResult>map(it -> it)
                .orElseGet(() -> screen(listing.order().message(), listing.constraints(), wanted));
    }

    /// Why an order is not worth matching: it is too old, or its payer did not sign it. Cheap beside matching, so
    /// it comes before the payer's share of that is used.
    public Optional<MatchResult.Rejected> refusal(OrderListing listing) {
        var order = listing.order().message();
        if (!clock.instant().isBefore(order.validUntil())) {
            return Optional.of(new MatchResult.Rejected(
                    ErrorCode.DEADLINE_EXCEEDED, "the order was valid until " + order.validUntil()));
        }
        return signatures.valid(order, listing.order().signature(), order.payer())
                ? Optional.empty()
                : Optional.of(new MatchResult.Rejected(
                        ErrorCode.BAD_SIGNATURE, "the order is not signed by " + order.payer()));
    }

    /// Tells who would serve an order that is not signed yet, and if fewer than wanted do, why the others do not.
    public MatchResult screen(Order order, Constraints constraints, int wanted) {
        try {
            var candidates = find(order, constraints, wanted);
            if (candidates.size() == wanted) {
                return new MatchResult.Matched(candidates, Optional.empty());
            }
            var why = explain(order, constraints);
            return candidates.isEmpty()
                    ? new MatchResult.NoOffer(why)
                    : new MatchResult.Matched(candidates, Optional.of(why));
        } catch (SoukException e) {
            return new MatchResult.Rejected(e.code(), String.valueOf(e.getMessage()));
        }
    }

    /// The cheapest offers that serve an order, without a word about the others: it looks no further than it must.
    ///
    /// @throws SoukException `BAD_REQUEST` for an order that cannot be priced, or constraints that are no CEL
    public List<Candidate> find(Order order, Constraints constraints, int wanted) {
        if (wanted < 1 || wanted > MAX_WANTED) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "wanted must be from 1 to " + MAX_WANTED);
        }
        Pricing.flaw(order).ifPresent(flaw -> {
            throw new SoukException(ErrorCode.BAD_REQUEST, flaw);
        });
        var demands = texts.demands(constraints);
        // Before the order is turned into questions: words that its blocks have are then found.
        var blocks = shelves(order).map(it -> it.blocks(demands)).orElseGet(() -> new Block[0]);
        return new Search(inquiry(order, constraints, demands)).cheapest(blocks, wanted);
    }

    private Explanation explain(Order order, Constraints constraints) {
        // Before the order is turned into questions, as in #find.
        var blocks = shelves(order).map(Shelves::blocks).orElseGet(() -> new Block[0]);
        return new Refusal(inquiry(order, constraints, texts.demands(constraints))).explain(blocks);
    }

    private Inquiry inquiry(Order order, Constraints constraints, List<Demand> demands) {
        return Inquiry.of(order, constraints, demands, clock.instant(), texts, words);
    }

    private Optional<Shelves> shelves(Order order) {
        return Optional.ofNullable(shelves.get(new Shelf.Label(order.resourceClass(), order.asset())));
    }

    /// One listing.
    ///
    /// @throws SoukException `NOT_FOUND`
    public OfferListing get(Digest offerHash) {
        return locked(lock.readLock(), () -> require(offerHash).listing());
    }

    /// The listings after `cursor` in the order of their hashes. Listings that come and go between two pages
    /// are seen
    /// or not, all others are seen once.
    ///
    /// @param cursor [OfferPage#next] of the page before, empty for the first
    /// @param limit 1 to [#MAX_PAGE]
    /// @throws SoukException `BAD_REQUEST` for another limit or a malformed cursor
    public OfferPage page(String cursor, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "limit must be from 1 to " + MAX_PAGE);
        }
        var after = cursor.isEmpty() ? Digest.ZERO : new Digest(cursor);
        return locked(lock.readLock(), () -> {
            var rest = byHash.tailMap(after, false);
            var items = rest.values().stream().limit(limit).toList();
            var next = rest.size() > limit ? items.getLast().hash().hex() : "";
            return new OfferPage(items.stream().map(Item::listing).toList(), next);
        });
    }

    /// Those listings of these that are there.
    public List<OfferListing> find(List<Digest> hashes) {
        return locked(
                lock.readLock(),
                () -> hashes.stream()
                        .flatMap(hash -> Optional.ofNullable(byHash.get(hash)).stream())
                        .map(Item::listing)
                        .toList());
    }

    /// The hashes of all listings as they are now.
    public NavigableSet<Digest> hashes() {
        return locked(lock.readLock(), () -> new TreeSet<>(byHash.keySet()));
    }

    /// The number of listings.
    public int size() {
        return locked(lock.readLock(), byHash::size);
    }

    /// Drops what has expired.
    ///
    /// @return how many
    public int tick() {
        return locked(lock.writeLock(), () -> {
            var now = clock.instant();
            var expired = new ArrayList<Item>();
            for (var item : byExpiry.keySet()) {
                if (now.isBefore(item.listing().offer().message().validUntil())) {
                    break;
                }
                expired.add(item);
            }
            expired.forEach(this::drop);
            return expired.size();
        });
    }

    private void checkValidity(OfferListing listing) {
        var offer = listing.offer().message();
        Instant now = clock.instant();
        if (!now.isBefore(offer.validUntil())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the offer was valid until " + offer.validUntil());
        }
        if (offer.validFrom().isAfter(now.plus(MAX_LEAD))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the offer becomes valid more than " + MAX_LEAD + " ahead");
        }
        if (offer.validUntil().isAfter(now.plus(MAX_VALIDITY))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the offer is valid for more than " + MAX_VALIDITY);
        }
    }

    private void checkNonce(Item item) {
        if (nonce(item) < floors.getOrDefault(item.listing().provider(), 0L)) {
            throw new SoukException(ErrorCode.CONFLICT, "the offer's nonce is below its provider's floor");
        }
        var known = bySeller.get(seller(item));
        if (known != null && nonce(item) <= nonce(known) && !item.hash().equals(known.hash())) {
            throw new SoukException(ErrorCode.CONFLICT, "an offer with nonce " + nonce(known) + " is listed already");
        }
    }

    /// Providers publish again and again; what changes nothing costs no write.
    private boolean isListed(Item item) {
        return Optional.ofNullable(byHash.get(item.hash()))
                .filter(it -> it.listing().equals(item.listing()))
                .isPresent();
    }

    private void makeRoom(Item item) {
        if (byHash.size() < capacity || bySeller.containsKey(seller(item))) {
            return;
        }
        tick();
        if (byHash.size() >= capacity) {
            throw new SoukException(ErrorCode.OVERLOADED, "the book is full: " + capacity + " offers");
        }
    }

    /// A crash between storing a newer offer and removing the older one leaves both: the newer wins again.
    private void restore() {
        for (var listing : store.all()) {
            var item = Item.of(listing);
            var known = Optional.ofNullable(bySeller.get(seller(item)));
            if (known.filter(it -> nonce(it) >= nonce(item)).isPresent()) {
                store.remove(item.hash());
                continue;
            }
            known.ifPresent(older -> {
                forget(older);
                store.remove(older.hash());
            });
            remember(item);
        }
        byHash.values().stream()
                .collect(Collectors.groupingBy(item -> Shelf.Label.of(item.listing())))
                .forEach((label, items) -> shelves.put(label, new Shelves(words, items)));
    }

    private void replace(Item item) {
        var known = Optional.ofNullable(bySeller.get(seller(item)));
        var label = Shelf.Label.of(item.listing());
        var shelf = shelves.computeIfAbsent(label, _ -> new Shelves(words, List.of()));
        if (known.isPresent() && Shelf.Label.of(known.get().listing()).equals(label)) {
            shelf.swap(known.get(), item);
            forget(known.get());
        } else {
            shelf.add(item);
            known.ifPresent(this::unlink);
        }
        remember(item);
        known.filter(it -> !it.hash().equals(item.hash())).ifPresent(it -> store.remove(it.hash()));
    }

    private void remember(Item item) {
        bySeller.put(seller(item), item);
        byHash.put(item.hash(), item);
        byExpiry.put(item, item);
    }

    private void forget(Item item) {
        bySeller.remove(seller(item));
        byHash.remove(item.hash());
        byExpiry.remove(item);
    }

    private void drop(Item item) {
        store.remove(item.hash());
        unlink(item);
    }

    private void unlink(Item item) {
        forget(item);
        shelves.computeIfPresent(Shelf.Label.of(item.listing()), (_, shelf) -> {
            shelf.remove(item);
            return shelf.isEmpty() ? null : shelf;
        });
    }

    private Item require(Digest offerHash) {
        var item = byHash.get(offerHash);
        if (item == null) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no such offer: " + offerHash);
        }
        return item;
    }

    private static Seller seller(Item item) {
        var offer = item.listing().offer().message();
        return new Seller(offer.provider(), offer.resourceClass());
    }

    private static long nonce(Item item) {
        return item.listing().offer().message().nonce();
    }

    private static <T> T locked(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
