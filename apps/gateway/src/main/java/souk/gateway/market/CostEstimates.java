package souk.gateway.market;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.StorageCost;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.SegmentManifest;

/// What segments cost where they are now.
public final class CostEstimates {
    private static final int BYTE_SECONDS = 0;
    private static final int INGRESS = 1;

    private final Function<Digest, Optional<PlacedSegment>> placements;
    private final Function<LeaseId, Optional<UnitPrices>> prices;

    /// @param placements where a segment's shards are
    /// @param prices of a lease
    public CostEstimates(
            Function<Digest, Optional<PlacedSegment>> placements, Function<LeaseId, Optional<UnitPrices>> prices) {
        this.placements = placements;
        this.prices = prices;
    }

    /// Of all together; of a body in a pack its part of the pack. Each segment is rounded up.
    public StorageCost of(List<SegmentRef> segments) {
        Map<LeaseId, UnitPrices> known = new HashMap<>();
        return segments.stream().map(segment -> of(segment, known)).reduce(StorageCost.NONE, StorageCost::and);
    }

    private StorageCost of(SegmentRef segment, Map<LeaseId, UnitPrices> known) {
        var placed = placements.apply(SegmentManifest.idOf(segment.manifest()));
        return placed.map(it -> of(it, known).scaled(Math.min(segment.length(), it.length()), it.length()))
                .orElse(StorageCost.NONE);
    }

    private StorageCost of(PlacedSegment segment, Map<LeaseId, UnitPrices> known) {
        var month = BigInteger.ZERO;
        var ingress = BigInteger.ZERO;
        for (var shard : segment.shards()) {
            var price = known.computeIfAbsent(
                    shard.lease(), lease -> prices.apply(lease).orElse(UnitPrices.of()));
            month = month.add(price(price, BYTE_SECONDS));
            ingress = ingress.add(price(price, INGRESS));
        }
        var bytes = BigInteger.valueOf(segment.shardBytes());
        return new StorageCost(
                segment.shardBytes() * segment.shards().size(),
                StorageCost.ceil(
                        month.multiply(bytes).multiply(BigInteger.valueOf(StorageCost.MONTH.toSeconds())),
                        UnitPrices.SCALE),
                StorageCost.ceil(ingress.multiply(bytes), UnitPrices.SCALE));
    }

    private static BigInteger price(UnitPrices prices, int meter) {
        return meter < prices.values().size() ? prices.values().get(meter) : BigInteger.ZERO;
    }
}
