package souk.assurance.rewards;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import souk.assurance.AuditScore;
import souk.core.value.Address;

/// What the ledger shows of how providers served, by reward epoch: from the same facts in the same order every auditor
/// makes the same records.
///
/// A fact belongs to the reward epoch in which it came into a block, however long before it was measured: when an epoch
/// is over no later block can change it. For one thread at a time.
public final class ServiceHistory {
    /// Newcomers have been measured less often, or for a shorter time, than audits ask for ([AuditScore]).
    static final long VETTING_MEASUREMENTS = AuditScore.VETTING_AUDITS;

    private final Duration epoch;
    private final Map<Address, Provider> providers = new TreeMap<>();

    /// @param epoch length of a reward epoch
    public ServiceHistory(Duration epoch) {
        this.epoch = epoch;
    }

    /// An epoch of a lease was concluded with a reading that counts.
    ///
    /// @param work what the lease held for how long, in byte-seconds
    public void measured(Address provider, BigInteger work, Instant at) {
        tally(provider, at).measured(work);
    }

    /// A penalty was claimed.
    public void missed(Address provider, Instant at) {
        tally(provider, at).missed = true;
    }

    /// Forgets everything: the ledger's history is told anew.
    public void reset() {
        providers.clear();
    }

    /// The records of a reward epoch, of those that served well in it, in the order of accounts. An epoch with a
    /// penalty
    /// earns nothing: rewards are for service without a break.
    public List<ServiceRecord> records(long number) {
        var records = new ArrayList<ServiceRecord>();
        providers.forEach(
                (account, provider) -> provider.record(account, number).ifPresent(records::add));
        return List.copyOf(records);
    }

    private Tally tally(Address provider, Instant at) {
        return providers
                .computeIfAbsent(provider, _ -> new Provider())
                .epochs
                .computeIfAbsent(at.getEpochSecond() / epoch.toSeconds(), _ -> new Tally());
    }

    private static final class Tally {
        private BigInteger work = BigInteger.ZERO;
        private long measurements;
        private boolean missed;

        private void measured(BigInteger more) {
            work = work.add(more);
            measurements++;
        }

        private Streak.Quality quality() {
            if (missed) {
                return Streak.Quality.BAD;
            }
            return measurements > 0 ? Streak.Quality.GOOD : Streak.Quality.UNMEASURED;
        }
    }

    private final class Provider {
        private final NavigableMap<Long, Tally> epochs = new TreeMap<>();

        private Optional<ServiceRecord> record(Address account, long number) {
            return Optional.ofNullable(epochs.get(number))
                    .filter(tally -> tally.quality() == Streak.Quality.GOOD)
                    .map(tally -> new ServiceRecord(account, tally.work, streak(number), isVetted(number)));
        }

        private Streak streak(long number) {
            var streak = Streak.NONE;
            for (var tally : epochs.headMap(number, true).values()) {
                streak = streak.after(tally.quality());
            }
            return streak;
        }

        private boolean isVetted(long number) {
            var until = epochs.headMap(number, true);
            long measurements =
                    until.values().stream().mapToLong(it -> it.measurements).sum();
            var age = epoch.multipliedBy(number - until.firstKey());
            return measurements >= VETTING_MEASUREMENTS && age.compareTo(AuditScore.VETTING_AGE) >= 0;
        }
    }
}
