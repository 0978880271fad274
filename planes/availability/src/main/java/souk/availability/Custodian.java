package souk.availability;

import java.math.BigInteger;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;

/// One member of a custodian committee.
///
/// @param address its account on the ledger
/// @param did its node's identity, `did:key:…`, which signs custody
/// @param endpoint `https://host:port` of its node
/// @param stake its weight, in smallest units of the protocol token; positive
public record Custodian(Address address, String did, String endpoint, BigInteger stake) {
    private static final int MAX_TEXT = 256;

    public Custodian {
        if (stake.signum() <= 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a custodian has stake");
        }
        if (did.length() > MAX_TEXT || endpoint.length() > MAX_TEXT) {
            throw new SoukException(ErrorCode.TOO_LARGE, "did and endpoint have at most " + MAX_TEXT + " characters");
        }
    }

    public JsonObject toJson() {
        return Json.object()
                .put("address", address.hex())
                .put("did", did)
                .put("endpoint", endpoint)
                .amount("stake", stake)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Custodian from(JsonObject json) {
        return new Custodian(
                new Address(json.text("address")), json.text("did"), json.text("endpoint"), json.amount("stake"));
    }
}
