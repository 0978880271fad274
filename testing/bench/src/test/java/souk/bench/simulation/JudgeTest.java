package souk.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import souk.core.market.Order;
import souk.core.value.Region;
import souk.economy.Candidate;
import souk.economy.Constraints;
import souk.economy.OfferListing;
import souk.economy.Pricing;

/// A judge that sees nothing would make every simulation fair.
final class JudgeTest {
    private static final Region REGION = new Region("eu-west-1");

    private final Market market = new Market(new SplittableRandom(1));
    private final Judge judge = new Judge(market.terms());

    @Test
    void seesAnOrderThatGotTheDearerOfTwoOffers() {
        var dear = offer(1, 120);
        var cheap = offer(2, 80);
        var order = order();
        var listed = List.of(dear, cheap);

        judge.matched(order, Constraints.NONE, List.of(candidate(cheap, order)), listed);
        assertThat(judge.unfair()).isEmpty();

        judge.matched(order, Constraints.NONE, List.of(candidate(dear, order)), listed);
        assertThat(judge.unfair()).hasSize(1);
    }

    @Test
    void seesAnOrderThatWasRefusedThoughAnOfferServesIt() {
        judge.matched(order(), Constraints.NONE, List.of(), List.of(offer(1, 100)));

        assertThat(judge.unfair()).hasSize(1);
    }

    @Test
    void seesACoinTooFewAndStakeThatVanished() {
        var rules = market.ledger().rules();
        var account = Market.address(9);
        rules.purse(account).held = 9;
        rules.stake(account).amount = BigInteger.TWO;

        judge.conserved(rules, List.of(account), BigInteger.valueOf(9), BigInteger.TWO);
        assertThat(judge.unfair()).isEmpty();

        judge.conserved(rules, List.of(account), BigInteger.TEN, BigInteger.TEN);
        assertThat(judge.unfair()).hasSize(2);
    }

    @Test
    void seesPaymentBeyondWhatWasServedAndServiceThatNobodyPaid() {
        var provider = provider(3, 100);
        var consumer = new Consumer(Market.address(4), Consumer.Habit.HONEST, market);
        consumer.buyFrom(provider, BigInteger.valueOf(1_000), Duration.ofMinutes(30));
        market.ledger().rules().purse(consumer.address).deposited = 1_000_000;
        market.agenda().run();
        var engagement = market.engagements(provider).iterator().next();
        var lease = market.ledger().lease(engagement.lease);

        judge.closed(engagement, lease);
        assertThat(judge.unfair()).isEmpty();

        lease.paid++;
        judge.closed(engagement, lease);
        lease.paid -= 2;
        judge.closed(engagement, lease);
        assertThat(judge.unfair()).hasSize(2);
    }

    private Provider provider(int number, int percent) {
        var provider = new Provider(
                Market.address(number),
                REGION,
                Provider.Habit.HONEST,
                BigInteger.valueOf(8_000),
                new Provider.Tariff(percent, false),
                market);
        market.add(provider);
        market.ledger().rules().stake(provider.address).amount = market.terms().minStake();
        provider.tend();
        market.agenda().run();
        return provider;
    }

    private OfferListing offer(int number, int percent) {
        return market.listing(provider(number, percent)).orElseThrow();
    }

    private Order order() {
        var wish = new Consumer.Wish(
                Optional.of(REGION),
                BigInteger.valueOf(1_000),
                Duration.ofMinutes(30),
                Market.FIRST_PRICE.multiply(BigInteger.TWO),
                Market.START);
        return new Consumer(Market.address(4), Consumer.Habit.HONEST, market)
                .order(wish, Constraints.NONE, BigInteger.ONE)
                .message();
    }

    private static Candidate candidate(OfferListing offer, Order order) {
        return new Candidate(
                offer,
                offer.offerHash(),
                Pricing.total(offer.offer().message().unitPrices(), order.quantity(), order.duration()));
    }
}
