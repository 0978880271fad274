package souk.assurance.rewards;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import souk.core.value.Address;

/// Who gets how much of a reward epoch's total. Integers throughout, and every division rounds down, so that auditors
/// who know the same get the same root and the shares never pass the total; what is left stays in the pool.
///
/// ```
/// weight   = work × (250 + 25 × min(streak, 30))       a quarter at first, all of it after 30 good epochs
/// share    = ⌊total × weight / W⌋                      W: all weights
/// cohort   = min(⌊total × Wn / W⌋, ⌊total / 10⌋)       Wn: weights of newcomers
/// newcomer = ⌊cohort × weight / Wn⌋
/// ```
/// What the cohort's limit holds back goes to nobody, so that nobody gains by keeping newcomers out. Work adds up: who
/// splits itself into several accounts gets no more.
public final class RewardFormula {
    /// Good epochs in a row until work counts in full.
    public static final int FULL_STREAK = 30;

    private static final int FIRST_FACTOR = 250;
    private static final int FACTOR_STEP = 25;
    /// Newcomers together get a tenth at most.
    private static final BigInteger COHORT_PART = BigInteger.TEN;

    private RewardFormula() {}

    /// Shares of at least one unit, in the order of accounts.
    ///
    /// @throws IllegalArgumentException when an account is named twice
    public static List<Reward> share(BigInteger total, List<ServiceRecord> records) {
        requireDifferent(records);
        var all = weight(records, _ -> true);
        var newcomers = weight(records, record -> !record.vetted());
        var cohort = part(total, newcomers, all).min(total.divide(COHORT_PART));
        return records.stream()
                .map(record -> new Reward(
                        record.account(),
                        record.vetted() ? part(total, weight(record), all) : part(cohort, weight(record), newcomers)))
                .filter(reward -> reward.amount().signum() > 0)
                .sorted(Comparator.comparing(Reward::account))
                .toList();
    }

    static BigInteger weight(ServiceRecord record) {
        int good = Math.min(record.streak().epochs(), FULL_STREAK);
        return record.work().multiply(BigInteger.valueOf(FIRST_FACTOR + FACTOR_STEP * good));
    }

    private static BigInteger weight(List<ServiceRecord> records, Predicate<ServiceRecord> which) {
        return records.stream().filter(which).map(RewardFormula::weight).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger part(BigInteger total, BigInteger weight, BigInteger of) {
        return of.signum() == 0 ? BigInteger.ZERO : total.multiply(weight).divide(of);
    }

    private static void requireDifferent(List<ServiceRecord> records) {
        var seen = new HashSet<Address>();
        for (var record : records) {
            if (!seen.add(record.account())) {
                throw new IllegalArgumentException(record.account() + " is named twice");
            }
        }
    }
}
