package souk.gateway.market;

import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.placement.Profile;

/// What the owner of a bucket wants of its durability. It holds for what is written from then on.
///
/// @param profile the market's when empty
/// @param countries whether no two shards of a segment may be in one country
/// @param allowLowDurability whether a profile that the admission rule refuses may be used
public record BucketRules(Optional<Profile> profile, boolean countries, boolean allowLowDurability) {
    /// Of a bucket that says nothing.
    public static final BucketRules NONE = new BucketRules(Optional.empty(), false, false);

    /// The profile to write with.
    ///
    /// @throws SoukException `PRECONDITION_FAILED` when neither the bucket nor the market allows so little
    public Profile admitted(StoragePolicy market) {
        var wanted = profile.orElse(market.profile());
        if (!wanted.admissible() && !allowLowDurability && !market.allowLowDurability()) {
            throw new SoukException(
                    ErrorCode.PRECONDITION_FAILED,
                    "profile " + wanted.name()
                            + " gives data back in less than 99.9999 % of cases when providers are up nine days of ten:"
                            + " choose another profile, or set allowLowDurability for the bucket");
        }
        return wanted;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("profile", profile.map(Profile::name).orElse(""))
                .put("countries", countries)
                .put("allowLowDurability", allowLowDurability)
                .build();
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws SoukException `BAD_REQUEST`
    public static BucketRules from(JsonObject json) {
        return new BucketRules(
                json.optionalText("profile").filter(name -> !name.isEmpty()).map(Profile::named),
                json.flag("countries"),
                json.flag("allowLowDurability"));
    }
}
