package souk.availability;

import java.math.BigInteger;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// The custodians of an epoch. The i-th member keeps the i-th piece of every record.
///
/// @param epoch number of the committee, growing
/// @param members 2 to [#MAX_MEMBERS], of distinct addresses
public record Committee(long epoch, List<Custodian> members) {
    /// More pieces make dispersal slower and the certificate longer, and a third of 64 may be lost already.
    public static final int MAX_MEMBERS = 64;

    public Committee {
        members = List.copyOf(members);
        if (members.size() < 2 || members.size() > MAX_MEMBERS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a committee has 2 to " + MAX_MEMBERS + " members");
        }
        if (members.stream().map(Custodian::address).distinct().count() < members.size()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a custodian sits in a committee once");
        }
    }

    public int size() {
        return members.size();
    }

    /// All members' stake.
    public BigInteger totalStake() {
        return members.stream().map(Custodian::stake).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /// SHA-256 of the canonical JSON.
    public Digest digest() {
        return Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("epoch", epoch)
                .put(
                        "members",
                        Json.array(members.stream().map(Custodian::toJson).toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Committee from(JsonObject json) {
        return new Committee(
                json.integer("epoch"),
                json.array("members").objects().map(Custodian::from).toList());
    }
}
