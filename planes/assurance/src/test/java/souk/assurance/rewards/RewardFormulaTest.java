package souk.assurance.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import souk.core.value.Address;

final class RewardFormulaTest {
    private static final BigInteger TOTAL = BigInteger.valueOf(1_000_000);

    @Example
    void sharesByWorkAndByHowLongItWasGood() {
        var shares = RewardFormula.share(
                TOTAL, List.of(vetted(1, 100, 30), vetted(2, 100, 0), vetted(3, 300, 30), vetted(4, 0, 30)));

        // Weights 100,000, 25,000 and 300,000 of 425,000, rounded down.
        assertThat(shares).containsExactly(reward(1, 235_294), reward(2, 58_823), reward(3, 705_882));
    }

    @Example
    void newcomersTogetherGetATenthAtMost() {
        var shares =
                RewardFormula.share(TOTAL, List.of(vetted(1, 100, 30), newcomer(2, 300, 30), newcomer(3, 100, 30)));

        // The veteran gets its fifth and no more, though the cohort's four fifths are cut to a tenth.
        assertThat(shares).containsExactly(reward(1, 200_000), reward(2, 75_000), reward(3, 25_000));
    }

    @Example
    void aYoungMarketPaysNewcomersOnlyTheirTenth() {
        assertThat(RewardFormula.share(TOTAL, List.of(newcomer(1, 7, 0)))).containsExactly(reward(1, 100_000));
        assertThat(RewardFormula.share(TOTAL, List.of())).isEmpty();
    }

    @Example
    void nobodyIsNamedTwice() {
        assertThatThrownBy(() -> RewardFormula.share(TOTAL, List.of(vetted(1, 1, 1), newcomer(1, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void episodesLeaveNothingBehind() {
        var streak = Streak.NONE;
        for (int i = 0; i < 100; i++) {
            streak = streak.after(Streak.Quality.GOOD);
        }
        assertThat(streak.after(Streak.Quality.UNMEASURED)).isEqualTo(new Streak(100));
        assertThat(streak.after(Streak.Quality.BAD)).isEqualTo(Streak.NONE);
    }

    @Property
    void neverSharesMoreThanThereIs(
            @ForAll("records") List<ServiceRecord> records, @ForAll @LongRange(min = 0) long total) {
        var amount = BigInteger.valueOf(total);

        var shares = RewardFormula.share(amount, records);

        assertThat(sum(shares)).isLessThanOrEqualTo(amount);
        assertThat(sum(shares.stream().filter(share -> isNew(share, records)).toList()))
                .isLessThanOrEqualTo(amount.divide(BigInteger.TEN));
    }

    @Property
    void aLongerStreakNeverGetsLess(@ForAll("records") List<ServiceRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        var first = records.getFirst();
        var better = new ArrayList<>(records);
        better.set(
                0,
                new ServiceRecord(
                        first.account(), first.work(), first.streak().after(Streak.Quality.GOOD), first.vetted()));

        assertThat(of(first.account(), RewardFormula.share(TOTAL, better)))
                .isGreaterThanOrEqualTo(of(first.account(), RewardFormula.share(TOTAL, records)));
    }

    @Property
    void splittingOneselfGainsNothing(
            @ForAll("records") List<ServiceRecord> records, @ForAll @LongRange(min = 0, max = 1_000) long part) {
        var whole = new ArrayList<>(records);
        whole.add(newcomer(90, 1_000, 5));
        var split = new ArrayList<>(records);
        split.add(newcomer(90, part, 5));
        split.add(newcomer(91, 1_000 - part, 5));

        var apart = RewardFormula.share(TOTAL, split);

        assertThat(of(account(90), apart).add(of(account(91), apart)))
                .isLessThanOrEqualTo(of(account(90), RewardFormula.share(TOTAL, whole)));
    }

    @Provide
    static Arbitrary<List<ServiceRecord>> records() {
        var record = Combinators.combine(
                        Arbitraries.integers().between(1, 80),
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of(true, false))
                .as((who, work, streak, vetted) ->
                        new ServiceRecord(account(who), BigInteger.valueOf(work), new Streak(streak), vetted));
        return record.list().ofMaxSize(20).uniqueElements(ServiceRecord::account);
    }

    private static boolean isNew(Reward share, List<ServiceRecord> records) {
        return records.stream().anyMatch(record -> record.account().equals(share.account()) && !record.vetted());
    }

    private static BigInteger of(Address account, List<Reward> shares) {
        return sum(
                shares.stream().filter(share -> share.account().equals(account)).toList());
    }

    private static BigInteger sum(List<Reward> shares) {
        return shares.stream().map(Reward::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static ServiceRecord vetted(int who, long work, int streak) {
        return new ServiceRecord(account(who), BigInteger.valueOf(work), new Streak(streak), true);
    }

    private static ServiceRecord newcomer(int who, long work, int streak) {
        return new ServiceRecord(account(who), BigInteger.valueOf(work), new Streak(streak), false);
    }

    private static Reward reward(int who, long amount) {
        return new Reward(account(who), BigInteger.valueOf(amount));
    }

    private static Address account(int who) {
        return new Address("0x%040d".formatted(who));
    }
}
