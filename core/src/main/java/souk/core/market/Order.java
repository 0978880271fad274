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

/// A consumer's signed request, with a ceiling for every price and the deposit it may lock.
///
/// @param payer who signs and pays; named so that nobody can put another in its place
/// @param spec digest of what is to run or be kept; zero for plain storage
/// @param quantity bytes for storage, milli-cores for compute
/// @param deposit smallest units of the asset locked when the lease opens
/// @param constraints digest of the constraints, zero for none
/// @param slo digest of the service levels ([souk.core.service.ServiceTerms#hash]), zero for none
/// @param fallbacks root of the ordered list of fallback providers, zero for none
/// @param priceIndex name of the price on the ledger that binds the first unit price, zero for none
/// @param maxDeviation how far above that price a quote may be, in hundredths of a percent; at most 65,535
/// @param nonce one the payer uses for no other order; void once its floor on the ledger is above it
public record Order(
        Address consumer,
        Address payer,
        ResourceClass resourceClass,
        Digest spec,
        Address asset,
        UnitPrices priceCeilings,
        BigInteger quantity,
        Duration duration,
        BigInteger deposit,
        Digest constraints,
        Digest slo,
        Digest fallbacks,
        BigInteger priorityFee,
        Digest priceIndex,
        int maxDeviation,
        Instant validUntil,
        long nonce,
        Digest salt)
        implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE =
            "Order(address consumer,address payer,uint8 resourceClass,bytes32 spec,address asset,uint12"
                    + "8[] priceCeilings,uint128 quantity,uint32 duration,uint128 deposit,bytes32 constraints,byt"
                    + "es32 slo,bytes32 fallbacks,uint128 priorityFee,bytes32 priceIndex,uint16 maxDeviation,uint64 vali"
                    + "dUntil,uint64 nonce,bytes32 salt)";

    public Order {
        Uint.check(quantity, 128, "quantity");
        Bounds.seconds(duration, "duration");
        Uint.check(deposit, 128, "deposit");
        Uint.check(priorityFee, 128, "priorityFee");
        Uint.check(BigInteger.valueOf(maxDeviation), 16, "maxDeviation");
        validUntil = Bounds.wholeSeconds(validUntil, "validUntil");
        Bounds.counter(nonce, "nonce");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .address(consumer)
                .address(payer)
                .uint(resourceClass.number())
                .bytes32(spec)
                .address(asset)
                .uints(priceCeilings.values())
                .uint(quantity)
                .uint(duration.toSeconds())
                .uint(deposit)
                .bytes32(constraints)
                .bytes32(slo)
                .bytes32(fallbacks)
                .uint(priorityFee)
                .bytes32(priceIndex)
                .uint(maxDeviation)
                .time(validUntil)
                .uint(nonce)
                .bytes32(salt)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("consumer", consumer.hex())
                .put("payer", payer.hex())
                .put("resourceClass", resourceClass.number())
                .put("spec", spec.hex())
                .put("asset", asset.hex())
                .amounts("priceCeilings", priceCeilings.values())
                .amount("quantity", quantity)
                .put("duration", duration.toSeconds())
                .amount("deposit", deposit)
                .put("constraints", constraints.hex())
                .put("slo", slo.hex())
                .put("fallbacks", fallbacks.hex())
                .amount("priorityFee", priorityFee)
                .put("priceIndex", priceIndex.hex())
                .put("maxDeviation", maxDeviation)
                .put("validUntil", validUntil.getEpochSecond())
                .put("nonce", nonce)
                .put("salt", salt.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Order from(JsonObject json) {
        return new Order(
                new Address(json.text("consumer")),
                new Address(json.text("payer")),
                ResourceClass.of(json.integer("resourceClass")),
                new Digest(json.text("spec")),
                new Address(json.text("asset")),
                new UnitPrices(json.amounts("priceCeilings")),
                json.amount("quantity"),
                Duration.ofSeconds(json.integer("duration")),
                json.amount("deposit"),
                new Digest(json.text("constraints")),
                new Digest(json.text("slo")),
                new Digest(json.text("fallbacks")),
                json.amount("priorityFee"),
                new Digest(json.text("priceIndex")),
                Math.toIntExact(json.integer("maxDeviation")),
                Instant.ofEpochSecond(json.integer("validUntil")),
                json.integer("nonce"),
                new Digest(json.text("salt")));
    }
}
