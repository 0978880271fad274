package souk.ledger;

import java.math.BigInteger;
import souk.core.json.JsonObject;

/// What an account has of one asset, in smallest units.
///
/// @param held tokens in its own hands
/// @param deposited its balance at the market, free to withdraw or to open leases with
/// @param allowed how much of `held` the market may take
public record Balance(BigInteger held, BigInteger deposited, BigInteger allowed) {
    public JsonObject toJson() {
        return RecordJson.write(this);
    }
}
