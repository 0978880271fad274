package souk.gateway.repair;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import souk.core.placement.Durability;
import souk.core.value.LeaseId;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseCondition;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.LeaseWatch;
import souk.gateway.market.TermsBook;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.SegmentManifest.Shard;

/// Looks at segments. The condition of each lease is looked up once, so a check is made for one round and thrown away.
final class HealthCheck {
    private final LeaseIndex index;
    private final LeaseWatch watch;
    private final TermsBook terms;
    private final IntSupplier providers;
    private final InstantSource clock;

    /// @param providers of the market, how many
    HealthCheck(LeaseIndex index, LeaseWatch watch, TermsBook terms, IntSupplier providers, InstantSource clock) {
        this.index = index;
        this.watch = watch;
        this.terms = terms;
        this.providers = providers;
        this.clock = clock;
    }

    /// A look at segments at one moment.
    final class Look {
        private final Map<LeaseId, Holder> holders = new java.util.HashMap<>();
        private final int market = providers.getAsInt();

        private record Holder(LeaseCondition condition, String operator, String region, java.time.Instant end) {}

        SegmentHealth at(PlacedSegment segment) {
            var healthy = segment.shards().stream()
                    .filter(shard -> condition(shard.lease()).counts())
                    .toList();
            var present = segment.shards().stream()
                    .filter(shard -> !condition(shard.lease()).lost())
                    .toList();
            var holding = healthy.stream().map(Shard::lease).map(this::holder).toList();
            return new SegmentHealth(
                    segment,
                    healthy,
                    present,
                    holding.stream()
                            .map(Holder::operator)
                            .collect(Collectors.toSet())
                            .size(),
                    holding.stream()
                            .map(Holder::region)
                            .collect(Collectors.toSet())
                            .size(),
                    Durability.daysToLoss(segment.k(), market, ends(holding), clock.instant()));
        }

        LeaseCondition condition(LeaseId lease) {
            return holder(lease).condition;
        }

        private Holder holder(LeaseId id) {
            return holders.computeIfAbsent(
                    id, lease -> index.find(lease).map(this::holder).orElse(gone()));
        }

        private Holder holder(Lease lease) {
            var region = terms.find(lease.id()).map(LeaseTerms::region).orElse("");
            var condition = watch.of(lease);
            // A lease that is not about to end is replaced in time.
            var end = condition == LeaseCondition.HEALTHY ? java.time.Instant.MAX : lease.endsAt();
            return new Holder(condition, lease.provider().hex(), region, end);
        }

        private static Holder gone() {
            return new Holder(LeaseCondition.ENDED, "", "", java.time.Instant.EPOCH);
        }

        private static List<java.time.Instant> ends(List<Holder> holders) {
            return holders.stream().map(Holder::end).toList();
        }
    }

    Look look() {
        return new Look();
    }
}
