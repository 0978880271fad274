package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.economy.Samples.CONSUMER;
import static souk.economy.Samples.big;
import static souk.economy.Samples.lease;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;

class MoneyProperties {
    /// Whatever comes in whatever order, with crashes of either side in between: vouchers never fall, never
    /// exceed the
    /// deposit, never exceed exactly what passed epochs earned, and the provider takes every one of them.
    @Property(tries = 100)
    void vouchersGrowWithinDepositAndEarnings(
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 4_000_000_000L) Long> readings,
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long price,
            @ForAll @LongRange(min = 0, max = 2_000_000) long deposit) {
        var prices = UnitPrices.of(price);
        var payerStore = new InMemoryAccountStore<PayerAccount>();
        var tillStore = new InMemoryAccountStore<TillAccount>();
        var policy = new SettlementPolicy(BigInteger.ONE, Duration.ZERO, Duration.ZERO);
        till(tillStore, policy).open(lease(1), CONSUMER, big(deposit));
        book(payerStore).open(lease(1), prices, big(deposit));
        var passed = BigInteger.ZERO;
        var last = BigInteger.ZERO;

        for (int epoch = 0; epoch < readings.size(); epoch++) {
            boolean isPassed = readings.get(epoch) % 3 != 0;
            passed = isPassed ? passed.add(big(readings.get(epoch))) : passed;
            var outcome = isPassed ? Usage.EpochOutcome.PASSED : Usage.EpochOutcome.FAILED;
            book(payerStore)
                    .accrue(lease(1), new Usage.Epoch(epoch, List.of(big(readings.get(epoch))), outcome, Digest.ZERO));
            var voucher = book(payerStore).issue(lease(1));
            var cumulative =
                    voucher.map(signed -> signed.message().cumulative()).orElse(BigInteger.ZERO);

            assertThat(cumulative).isEqualTo(prices.charge(List.of(passed)).min(big(deposit)));
            assertThat(cumulative).isGreaterThanOrEqualTo(last);
            voucher.ifPresent(signed ->
                    assertThat(till(tillStore, policy).accept(signed)).isNotInstanceOf(AcceptResult.Refused.class));
            last = cumulative;
        }
        assertThat(till(tillStore, policy).account(lease(1)).promised()).isEqualTo(last);
    }

    /// Rounding is against the provider by less than one unit in all, however use is cut into pieces.
    @Property
    void chargingTheSumLosesLessThanOneUnit(
            @ForAll @Size(max = 20) List<@LongRange(min = 0, max = 1L << 50) Long> readings,
            @ForAll @LongRange(min = 0) long price) {
        var prices = UnitPrices.of(price);
        var sum = readings.stream().map(Samples::big).reduce(BigInteger.ZERO, BigInteger::add);
        var exact = big(price).multiply(sum);
        var charged = prices.charge(List.of(sum)).multiply(UnitPrices.SCALE);

        assertThat(charged).isLessThanOrEqualTo(exact);
        assertThat(exact.subtract(charged)).isLessThan(UnitPrices.SCALE);
    }

    private static VoucherBook book(AccountStore<PayerAccount> store) {
        return new VoucherBook(store, Samples.signer(CONSUMER));
    }

    private static VoucherTill till(AccountStore<TillAccount> store, SettlementPolicy policy) {
        return new VoucherTill(store, Samples.signatures(), policy, new FakeClock());
    }
}
