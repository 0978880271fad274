package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.core.market.CloseConsent;
import souk.core.market.CloseReason;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Receipt;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.economy.Accrual;
import souk.economy.Candidate;
import souk.economy.Constraints;
import souk.economy.InMemoryAccountStore;
import souk.economy.MatchResult;
import souk.economy.OrderListing;
import souk.economy.Pricing;
import souk.economy.QuoteResult;
import souk.economy.Usage;
import souk.economy.VoucherBook;
import souk.ledger.LedgerCommand;

/// Who orders and pays.
final class Consumer {
    /// An order that finds nobody waits so long, and asks again so often.
    static final Duration QUEUE = Duration.ofMinutes(5);

    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final int WANTED = 3;
    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final BigInteger ANY = BigInteger.TWO.pow(80);

    enum Habit {
        HONEST,
        /// Signs no voucher after its first.
        STOPS_PAYING,
        /// Signs vouchers with a key that is not its own.
        FORGES,
        /// Opens two leases with one order.
        DOUBLES,
        /// Is the provider that it leases from.
        ITSELF
    }

    /// What is wanted.
    ///
    /// @param ceiling most for a thousandth of a core and second, × 10^18
    record Wish(Optional<Region> region, BigInteger cpuMillis, Duration duration, BigInteger ceiling, Instant until) {}

    final Address address;
    final Habit habit;
    private final Market market;
    private final VoucherBook book;
    /// Providers that took an order and did not start.
    private final Set<Address> burnt = new HashSet<>();

    private long nonces;

    Consumer(Address address, Habit habit, Market market) {
        this.address = address;
        this.habit = habit;
        this.market = market;
        this.book = new VoucherBook(new InMemoryAccountStore<>(), message -> Seals.of(address, message));
    }

    // ---- ordering

    void wish(Wish wish) {
        market.delayed(() -> look(wish, new ArrayList<>(burnt)));
    }

    /// From one provider and no other, at whatever price it has.
    void buyFrom(Provider provider, BigInteger cpuMillis, Duration duration) {
        var wish = new Wish(
                Optional.of(provider.region),
                cpuMillis,
                duration,
                ANY,
                market.agenda().instant());
        market.listing(provider)
                .ifPresent(listing -> next(
                        wish,
                        new ArrayDeque<>(List.of(new Candidate(
                                listing,
                                listing.offerHash(),
                                Pricing.total(listing.offer().message().unitPrices(), cpuMillis, duration)))),
                        new ArrayList<>()));
    }

    private void look(Wish wish, List<Address> excluded) {
        var constraints = new Constraints(wish.region().stream().toList(), excluded, Constraints.ANY_PRICE, List.of());
        switch (market.match(this, order(wish, constraints, ANY), constraints, WANTED)) {
            case MatchResult.Matched(var candidates, var _) ->
                market.delayed(() -> next(wish, new ArrayDeque<>(candidates), excluded));
            case MatchResult.NoOffer _ -> later(wish);
            case MatchResult.Rejected(var code, var reason) ->
                throw new IllegalStateException("an order is rejected: " + code + " " + reason);
        }
    }

    private void later(Wish wish) {
        if (market.agenda().instant().plus(AGAIN).isBefore(wish.until())) {
            market.agenda().in(AGAIN, () -> look(wish, new ArrayList<>(burnt)));
        } else {
            market.report().unfilled(this);
        }
    }

    private void next(Wish wish, Deque<Candidate> candidates, List<Address> excluded) {
        var candidate = Optional.ofNullable(candidates.poll());
        if (candidate.isEmpty()) {
            boolean inTime = market.agenda().instant().isBefore(wish.until());
            if (inTime && excluded.size() < Constraints.MAX_EXCLUDED - WANTED) {
                look(wish, excluded);
            } else {
                later(wish);
            }
            return;
        }
        var provider = market.provider(candidate.get().listing().provider());
        excluded.add(provider.address);
        var constraints = new Constraints(wish.region().stream().toList(), List.of(), Constraints.ANY_PRICE, List.of());
        var order = order(wish, constraints, candidate.get().price());
        var listing = new OrderListing(order, constraints);
        market.delayed(() -> {
            switch (provider.ask(listing)) {
                case QuoteResult.Refused _ -> market.delayed(() -> next(wish, candidates, excluded));
                case QuoteResult.Quoted(var quote, var lease) ->
                    market.delayed(() -> {
                        open(wish, candidate.get(), order, quote, lease, candidates, excluded);
                        if (habit == Habit.DOUBLES) {
                            openOnceMore(lease, candidates, listing);
                        }
                    });
            }
        });
    }

    Signed<Order> order(Wish wish, Constraints constraints, BigInteger deposit) {
        var zero = BigInteger.ZERO;
        var order = new Order(
                address,
                address,
                ResourceClass.COMPUTE,
                Digest.ZERO,
                Market.ASSET,
                new UnitPrices(List.of(wish.ceiling(), zero, zero, zero, zero)),
                wish.cpuMillis(),
                wish.duration(),
                deposit,
                constraints.digest(),
                Digest.ZERO,
                Digest.ZERO,
                zero,
                Digest.ZERO,
                0,
                market.agenda().instant().plus(VALIDITY),
                ++nonces,
                Digest.ZERO);
        return new Signed<>(order, Seals.of(address, order));
    }

    private void open(
            Wish wish,
            Candidate candidate,
            Signed<Order> order,
            Signed<Quote> quote,
            LeaseId lease,
            Deque<Candidate> candidates,
            List<Address> excluded) {
        var engagement = new Engagement(
                lease,
                candidate.listing().offer().message(),
                order,
                quote,
                market.provider(candidate.listing().provider()),
                this);
        market.open(engagement, refusal -> {
            if (refusal.isPresent()) {
                next(wish, candidates, excluded);
                return;
            }
            book.open(lease, quote.message().unitPrices(), order.message().deposit());
            market.report().filled(this);
            watch(wish, engagement, candidates, excluded);
        });
    }

    /// With the next candidate, by the same order.
    private void openOnceMore(LeaseId first, Deque<Candidate> candidates, OrderListing order) {
        var other = Optional.ofNullable(candidates.peek());
        if (other.isEmpty()
                || !(market.provider(other.get().listing().provider()).ask(order)
                        instanceof QuoteResult.Quoted(var quote, var lease))) {
            return;
        }
        var engagement = new Engagement(
                lease,
                other.get().listing().offer().message(),
                order.order(),
                quote,
                market.provider(other.get().listing().provider()),
                this);
        market.open(engagement, refusal -> {
            if (refusal.isPresent()) {
                market.report().doubleRefused();
                return;
            }
            market.judge().openedTwice(first, engagement, market.ledger().rules());
            book.open(
                    lease, quote.message().unitPrices(), order.order().message().deposit());
        });
    }

    /// Takes its money back from a provider that does not start, and its order to the next one.
    private void watch(Wish wish, Engagement engagement, Deque<Candidate> candidates, List<Address> excluded) {
        Instant deadline = Instant.ofEpochSecond(market.ledger().lease(engagement.lease).mark);
        market.agenda().at(deadline.plusSeconds(1), () -> {
            if (engagement.servedFrom.isPresent()) {
                return;
            }
            var timeOut = new LedgerCommand.TimeOutStart(engagement.order.message(), engagement.quote.message());
            market.ledger().send(address, timeOut, refusal -> {
                if (refusal.isEmpty()) {
                    market.report().startTimedOut(this);
                    burnt.add(engagement.provider.address);
                    market.over(engagement);
                    next(wish, candidates, excluded);
                }
            });
        });
        market.agenda().in(Provider.PERIOD, () -> check(engagement));
    }

    /// Whether the service is still there; if not, ends the lease.
    private void check(Engagement engagement) {
        if (engagement.closing || market.ledger().isOver(engagement.lease)) {
            return;
        }
        if (engagement.servedFrom.isPresent() && !engagement.isServed()) {
            leave(engagement, CloseReason.PROVIDER_LOST);
            return;
        }
        market.agenda().in(Provider.PERIOD, () -> check(engagement));
    }

    private void leave(Engagement engagement, CloseReason reason) {
        engagement.closing = true;
        engagement.stop(market.now());
        market.ledger().send(address, new LedgerCommand.RequestClose(engagement.lease, reason, Digest.ZERO));
        market.delayed(() -> engagement.provider.noticed(engagement));
    }

    // ---- paying

    /// Compares a receipt with what was served, and pays for it.
    void receive(
            Engagement engagement,
            Instant from,
            Instant to,
            BigInteger reading,
            java.util.function.Consumer<Signed<Voucher>> answer) {
        if (market.ledger().isOver(engagement.lease)) {
            return;
        }
        var known = book.account(engagement.lease);
        if (habit == Habit.STOPS_PAYING && known.promised().signum() > 0) {
            return;
        }
        Instant served = engagement.servedTo.filter(to::isAfter).orElse(to);
        long seconds = served.getEpochSecond() - from.getEpochSecond();
        if (reading.compareTo(engagement.reading(Math.max(0, seconds))) > 0) {
            market.report().overclaimSeen();
            if (!engagement.closing) {
                leave(engagement, CloseReason.POLICY_VIOLATED);
            }
            return;
        }
        var receipt = new Receipt(engagement.lease, from, to, List.of(reading), known.lastReceipt());
        if (!(book.accrue(engagement.lease, new Usage.Metered(receipt)) instanceof Accrual.Counted)) {
            return;
        }
        book.issue(engagement.lease)
                .map(voucher -> habit == Habit.FORGES ? forged(voucher) : voucher)
                .ifPresent(voucher -> market.delayed(() -> answer.accept(voucher)));
    }

    private static Signed<Voucher> forged(Signed<Voucher> voucher) {
        return new Signed<>(voucher.message(), Seals.of(Market.STRANGER, voucher.message()));
    }

    Optional<Signed<CloseConsent>> consent(CloseConsent consent) {
        boolean fair = book.account(consent.lease()).earned().compareTo(consent.cumulative()) >= 0;
        return (habit == Habit.HONEST || habit == Habit.ITSELF) && fair
                ? Optional.of(new Signed<>(consent, Seals.of(address, consent)))
                : Optional.empty();
    }

    void closed(Engagement engagement) {
        book.forget(engagement.lease);
    }
}
