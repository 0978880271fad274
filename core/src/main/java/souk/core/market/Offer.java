package souk.core.market;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Uint;
import souk.core.value.UnitPrices;

/// A provider's signed promise to sell: unit prices, capacity and terms, valid for a time.
///
/// @param profile digest of the canonical JSON of the public profile (region, hardware)
/// @param capacity what is for sale in all: bytes for storage, milli-cores for compute
/// @param noticeWindow how long before it ends the lease a party must say so
/// @param slo digest of the only service levels it is sold with; zero where the provider decides order by order
/// @param nonce void once the provider's floor on the ledger is above it
public record Offer(
        Address provider,
        ResourceClass resourceClass,
        Digest profile,
        Address asset,
        UnitPrices unitPrices,
        BigInteger capacity,
        Duration minDuration,
        Duration maxDuration,
        Duration noticeWindow,
        Digest slo,
        Instant validFrom,
        Instant validUntil,
        long nonce,
        Digest salt)
        implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE =
            "Offer(address provider,uint8 resourceClass,bytes32 profile,address asset,uint128[] unitPri"
                    + "ces,uint128 capacity,uint32 minDuration,uint32 maxDuration,uint32 noticeWindow,bytes32 slo"
                    + ",uint64 validFrom,uint64 validUntil,uint64 nonce,bytes32 salt)";

    public Offer {
        Uint.check(capacity, 128, "capacity");
        Bounds.seconds(minDuration, "minDuration");
        Bounds.seconds(maxDuration, "maxDuration");
        Bounds.seconds(noticeWindow, "noticeWindow");
        validFrom = Bounds.wholeSeconds(validFrom, "validFrom");
        validUntil = Bounds.wholeSeconds(validUntil, "validUntil");
        Bounds.counter(nonce, "nonce");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .address(provider)
                .uint(resourceClass.number())
                .bytes32(profile)
                .address(asset)
                .uints(unitPrices.values())
                .uint(capacity)
                .uint(minDuration.toSeconds())
                .uint(maxDuration.toSeconds())
                .uint(noticeWindow.toSeconds())
                .bytes32(slo)
                .time(validFrom)
                .time(validUntil)
                .uint(nonce)
                .bytes32(salt)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("provider", provider.hex())
                .put("resourceClass", resourceClass.number())
                .put("profile", profile.hex())
                .put("asset", asset.hex())
                .amounts("unitPrices", unitPrices.values())
                .amount("capacity", capacity)
                .put("minDuration", minDuration.toSeconds())
                .put("maxDuration", maxDuration.toSeconds())
                .put("noticeWindow", noticeWindow.toSeconds())
                .put("slo", slo.hex())
                .put("validFrom", validFrom.getEpochSecond())
                .put("validUntil", validUntil.getEpochSecond())
                .put("nonce", nonce)
                .put("salt", salt.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Offer from(JsonObject json) {
        return new Offer(
                new Address(json.text("provider")),
                ResourceClass.of(json.integer("resourceClass")),
                new Digest(json.text("profile")),
                new Address(json.text("asset")),
                new UnitPrices(json.amounts("unitPrices")),
                json.amount("capacity"),
                Duration.ofSeconds(json.integer("minDuration")),
                Duration.ofSeconds(json.integer("maxDuration")),
                Duration.ofSeconds(json.integer("noticeWindow")),
                new Digest(json.text("slo")),
                Instant.ofEpochSecond(json.integer("validFrom")),
                Instant.ofEpochSecond(json.integer("validUntil")),
                json.integer("nonce"),
                new Digest(json.text("salt")));
    }
}
