package souk.economy;

import java.math.BigInteger;
import java.time.Duration;

/// When a provider turns vouchers into money. A settlement costs gas, and waiting risks what was promised.
///
/// @param threshold settle once so much is outstanding, in smallest units
/// @param interval settle whatever is outstanding once the last settlement is so long ago
/// @param retry a settlement that the ledger does not show after so long is tried again
public record SettlementPolicy(BigInteger threshold, Duration interval, Duration retry) {
    public SettlementPolicy {
        if (threshold.signum() < 0 || interval.isNegative() || retry.isNegative()) {
            throw new IllegalArgumentException("a settlement policy has no negative parts");
        }
    }
}
