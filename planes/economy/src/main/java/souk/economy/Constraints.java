package souk.economy;

import java.math.BigInteger;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.Uint;

/// What a consumer demands of a provider beyond prices. Its digest stands in the signed order.
///
/// @param regions the provider must be in one of these; empty allows any
/// @param excluded providers that are not wanted
/// @param maxPrice the most the whole order may cost, in smallest units of its asset; [#ANY_PRICE] for no limit
/// @param runtimes the provider must run all of these
/// @param where a CEL expression over the offer's [Attribute]s that must hold; empty for none. The fields before it
///     are short forms of such expressions, so that the usual orders need no compiler
public record Constraints(
        List<Region> regions, List<Address> excluded, BigInteger maxPrice, List<RuntimeName> runtimes, String where) {
    /// No limit: the largest amount there is, 2^128 − 1.
    public static final BigInteger ANY_PRICE = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    /// Matching walks the lists for each offer, so they stay short.
    public static final int MAX_REGIONS = 64;

    /// As [#MAX_REGIONS].
    public static final int MAX_EXCLUDED = 256;

    /// As [#MAX_REGIONS].
    public static final int MAX_RUNTIMES = 16;

    /// Demands nothing.
    public static final Constraints NONE = new Constraints(List.of(), List.of(), ANY_PRICE, List.of());

    /// Without an expression.
    public Constraints(List<Region> regions, List<Address> excluded, BigInteger maxPrice, List<RuntimeName> runtimes) {
        this(regions, excluded, maxPrice, runtimes, "");
    }

    public Constraints {
        regions = Lists.sortedSet(regions, MAX_REGIONS, "regions");
        excluded = Lists.sortedSet(excluded, MAX_EXCLUDED, "excluded providers");
        Uint.check(maxPrice, 128, "maxPrice");
        runtimes = Lists.sortedSet(runtimes, MAX_RUNTIMES, "runtimes");
        where = where.strip();
        if (where.length() > ConstraintLanguage.MAX_TEXT) {
            throw new SoukException(ErrorCode.TOO_LARGE, "constraints are longer than " + ConstraintLanguage.MAX_TEXT);
        }
    }

    /// SHA-256 of the canonical JSON; zero when nothing is demanded, as the order's field says.
    public Digest digest() {
        return equals(NONE) ? Digest.ZERO : Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        var json = Json.object()
                .put("regions", Json.texts(regions.stream().map(Region::code).toList()))
                .put("excluded", Json.texts(excluded.stream().map(Address::hex).toList()))
                .amount("maxPrice", maxPrice)
                .put(
                        "runtimes",
                        Json.texts(runtimes.stream().map(RuntimeName::name).toList()));
        if (!where.isEmpty()) {
            json.put("where", where);
        }
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    public static Constraints from(JsonObject json) {
        return new Constraints(
                json.array("regions").texts().stream().map(Region::new).toList(),
                json.array("excluded").texts().stream().map(Address::new).toList(),
                json.amount("maxPrice"),
                json.array("runtimes").texts().stream().map(RuntimeName::new).toList(),
                json.optionalText("where").orElse(""));
    }
}
