package souk.assurance.rewards;

import java.math.BigInteger;
import souk.core.value.Address;
import souk.core.value.Uint;

/// What one account may claim for a reward epoch, in the stake token's smallest units.
public record Reward(Address account, BigInteger amount) {
    public Reward {
        Uint.check(amount, 128, "a reward");
    }
}
