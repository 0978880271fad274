package souk.core.placement;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// How long a segment is expected to last if nobody repairs it.
///
/// Providers fail one after another, each as likely as any other. Of `N` providers `h` hold a shard, and the segment is
/// lost with the (h - k + 1)-th of those. Drawn without replacement, that takes
///
///     (h - k + 1) · (N + 1) / (h + 1)
///
/// failures on average, the mean of the negative hypergeometric distribution. Divided by the failures a day in a market
/// of that size it is days. Failures are taken as independent; placement is what makes them so.
///
/// Leases that end are no matter of chance: the segment does not outlast the end of the (h - k + 1)-th.
public final class Durability {
    /// The share of providers that leave in a year without notice. A middle between what others measured (2 %) and a
    /// young market.
    public static final double FAILURES_A_YEAR = 0.10;

    private static final double DAYS_A_YEAR = 365.25;
    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private Durability() {}

    /// Expected days until fewer than `k` shards are left; 0 when they are already.
    ///
    /// @param providers of the market, those of the healthy shards included
    /// @param leaseEnds when the lease under each healthy shard ends; [Instant#MAX] for one that is replaced
    ///     in time
    public static double daysToLoss(int k, int providers, Collection<Instant> leaseEnds, Instant now) {
        int healthy = leaseEnds.size();
        if (healthy < k) {
            return 0;
        }
        int spare = healthy - k + 1;
        int market = Math.max(providers, healthy);
        double failures = spare * (market + 1.0) / (healthy + 1);
        double byChance = failures / (market * FAILURES_A_YEAR / DAYS_A_YEAR);
        var last = leaseEnds.stream().sorted().skip(spare - 1L).findFirst().orElseThrow();
        double byTerm = Math.max(0, Duration.between(now, last).toSeconds() / SECONDS_A_DAY);
        return Math.min(byChance, byTerm);
    }
}
