package souk.economy;

import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.Region;

/// Where a provider is and what it has. Its digest stands in the signed offer.
///
/// @param country ISO 3166-1 alpha-2, upper case
/// @param runtimes what it can run; empty for storage only
public record ProviderProfile(
        Region region, String country, List<RuntimeName> runtimes, Hardware hardware, Claims claims) {
    /// A profile lists few runtimes.
    public static final int MAX_RUNTIMES = 16;

    /// Claims nothing else.
    public ProviderProfile(Region region, String country, List<RuntimeName> runtimes, Hardware hardware) {
        this(region, country, runtimes, hardware, Claims.NONE);
    }

    public ProviderProfile {
        if (!country.matches("[A-Z]{2}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a country is two letters A-Z (ISO 3166-1 alpha-2)");
        }
        runtimes = Lists.sortedSet(runtimes, MAX_RUNTIMES, "runtimes");
    }

    /// SHA-256 of the canonical JSON.
    public Digest digest() {
        return Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        var json = Json.object()
                .put("region", region.code())
                .put("country", country)
                .put(
                        "runtimes",
                        Json.texts(runtimes.stream().map(RuntimeName::name).toList()))
                .put("hardware", hardware.toJson());
        claims.write(json);
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    public static ProviderProfile from(JsonObject json) {
        return new ProviderProfile(
                new Region(json.text("region")),
                json.text("country"),
                json.array("runtimes").texts().stream().map(RuntimeName::new).toList(),
                Hardware.from(json.object("hardware")),
                Claims.from(json));
    }
}
