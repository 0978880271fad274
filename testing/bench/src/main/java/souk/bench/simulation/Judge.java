package souk.bench.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.economy.Candidate;
import souk.economy.Constraints;
import souk.economy.OfferListing;
import souk.economy.Pricing;
import souk.ledger.MarketParameters;
import souk.ledger.rules.LeaseRules;

/// Sees everything, which nobody in the market does, and tells what would be unfair.
final class Judge {
    private final MarketParameters terms;
    private final List<String> unfair = new ArrayList<>();
    private BigInteger unpaid = BigInteger.ZERO;
    private BigInteger paid = BigInteger.ZERO;
    private long matches;

    Judge(MarketParameters terms) {
        this.terms = terms;
    }

    /// An order must get the cheapest offers that are listed and serve it.
    void matched(Order order, Constraints constraints, List<Candidate> candidates, Collection<OfferListing> listed) {
        matches++;
        var cheapest = listed.stream()
                .filter(it -> serves(it, order, constraints))
                .map(it -> Pricing.total(it.offer().message().unitPrices(), order.quantity(), order.duration()))
                .sorted(Comparator.naturalOrder())
                .limit(Math.max(1, candidates.size()))
                .toList();
        var given = candidates.stream().map(Candidate::price).toList();
        require(given.equals(cheapest), "an order got " + given + " where " + cheapest + " was on offer");
    }

    private static boolean serves(OfferListing listing, Order order, Constraints constraints) {
        var offer = listing.offer().message();
        return offer.resourceClass() == ResourceClass.COMPUTE
                && offer.capacity().compareTo(order.quantity()) >= 0
                && offer.unitPrices().within(order.priceCeilings())
                && offer.minDuration().compareTo(order.duration()) <= 0
                && offer.maxDuration().compareTo(order.duration()) >= 0
                && !constraints.excluded().contains(offer.provider())
                && (constraints.regions().isEmpty()
                        || constraints.regions().contains(listing.profile().region()));
    }

    void opened(Engagement engagement, BigInteger held) {
        require(
                engagement
                        .quote
                        .message()
                        .unitPrices()
                        .within(engagement.order.message().priceCeilings()),
                "a lease above its order's ceiling");
        require(
                held.compareTo(engagement.provider.cpuMillis) <= 0,
                engagement.provider.address + " sold " + held + " of " + engagement.provider.cpuMillis);
    }

    void openedTwice(LeaseId first, Engagement second, LeaseRules rules) {
        require(rules.find(first).isEmpty(), "one order opened " + first + " and " + second.lease);
    }

    /// Service and payment of a lease that is over.
    void closed(Engagement engagement, LeaseRules.Lease lease) {
        var worth = engagement.worth(engagement.servedTo.orElseThrow(
                () -> new IllegalStateException("a lease is settled while it is served: " + lease.reason)));
        var got = BigInteger.valueOf(lease.paid);
        paid = paid.add(got);
        require(got.compareTo(worth) <= 0, "%s for service worth %s".formatted(got, worth));
        if (!engagement.provider.isHonest() || engagement.provider.wasDown()) {
            return;
        }
        var missing = worth.subtract(got);
        boolean pays = switch (engagement.consumer.habit) {
            case HONEST, DOUBLES, ITSELF -> true;
            case STOPS_PAYING, FORGES -> false;
        };
        long bound = pays ? 0 : Provider.PERIOD.plus(Provider.PATIENCE).toSeconds() + 1;
        unpaid = unpaid.add(missing);
        require(
                missing.compareTo(engagement.worthOf(bound)) <= 0,
                "an honest provider served %s for nothing, of a consumer that %s"
                        .formatted(missing, engagement.consumer.habit));
    }

    void unserved(LeaseRules.Lease lease) {
        require(lease.paid == 0, "paid for a lease that never started: " + lease.paid);
    }

    void stakes(Collection<Provider> providers, LeaseRules rules, BigInteger stake) {
        for (var provider : providers) {
            if (provider.isHonest() && !provider.wasDown()) {
                require(
                        rules.stake(provider.address).amount.equals(stake),
                        "an honest provider lost stake: " + provider.address);
            }
        }
    }

    /// What must be the same before and after: coins in purses and escrow, stake and what was taken of it.
    void conserved(LeaseRules rules, Collection<Address> accounts, BigInteger money, BigInteger stakes) {
        var coins = accounts.stream()
                .map(it -> BigInteger.valueOf(rules.purse(it).held))
                .reduce(BigInteger.valueOf(rules.owed()), BigInteger::add);
        require(coins.equals(money), "%s of %s coins".formatted(coins, money));
        var staked = accounts.stream().map(it -> rules.stake(it).amount).reduce(rules.confiscated(), BigInteger::add);
        require(staked.equals(stakes), "%s of %s stake".formatted(staked, stakes));
    }

    /// Every lease must end, by its parties or by time.
    void ended(Collection<LeaseRules.Lease> leases) {
        long live = leases.stream().filter(LeaseRules.Lease::live).count();
        require(live == 0, live + " leases never ended; the start window is " + terms.startWindow());
    }

    private void require(boolean fair, String otherwise) {
        if (!fair) {
            unfair.add(otherwise);
        }
    }

    List<String> unfair() {
        return List.copyOf(unfair);
    }

    /// Served by honest providers and not paid by consumers with other habits: within the bound of each lease.
    BigInteger unpaid() {
        return unpaid;
    }

    BigInteger paid() {
        return paid;
    }

    long matches() {
        return matches;
    }
}
