package souk.ledger;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;

/// A provider as the registry keeps it. Amounts are smallest units of the stake token.
///
/// @param nodeKey Ed25519 public key of its node (did:key)
/// @param endpoint where its node answers
/// @param unbonding stake on its way out, still at risk
/// @param unbondableAt from when `unbonding` may be withdrawn
/// @param activeLeases leases not yet settled
/// @param openChallenges storage challenges not yet resolved
/// @param active registered and not deregistered
public record ProviderState(
        Address account,
        Digest nodeKey,
        String endpoint,
        String region,
        BigInteger stake,
        BigInteger unbonding,
        Instant unbondableAt,
        int activeLeases,
        int openChallenges,
        boolean active) {
    public JsonObject toJson() {
        return RecordJson.write(this);
    }

    /// Reads what [#toJson] wrote.
    public static ProviderState from(JsonObject json) {
        return RecordJson.read(ProviderState.class, json);
    }
}
