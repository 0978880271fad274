package souk.node.provider;

import java.math.BigInteger;
import java.util.Map;
import souk.core.market.ResourceClass;

/// What a provider has in all.
///
/// @param storageBytes disk it lets, also its store's quota
/// @param cpuMillis thousandths of a core
record ForSale(long storageBytes, long cpuMillis) {
    /// What each provider of a local market pretends to have. The disk behind it is one and the same.
    static final ForSale LOCAL = new ForSale(16L << 30, 4_000);

    Map<ResourceClass, BigInteger> totals() {
        return Map.of(
                ResourceClass.STORAGE, BigInteger.valueOf(storageBytes),
                ResourceClass.COMPUTE, BigInteger.valueOf(cpuMillis));
    }
}
