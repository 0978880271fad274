package souk.economy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What else a provider says of itself, and what it asks of orders. Claims until someone attests them.
///
/// @param certificates it holds, e.g. `iso27001`
/// @param attestation how its machine can prove what it runs: `none`, `tpm`, `sev-snp` …
/// @param grade of trust, 0 to 100
/// @param latency measured round trips to named places, in milliseconds
/// @param accepts CEL over the order, by the names of [OrderTerms]; empty to take any
public record Claims(
        List<String> certificates,
        Optional<String> attestation,
        Optional<Energy> energy,
        Optional<Integer> grade,
        SortedMap<String, Integer> latency,
        String accepts) {
    /// Says and asks nothing.
    public static final Claims NONE =
            new Claims(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>(), "");

    /// A profile is sent with every offer, so it stays short.
    public static final int MAX_CERTIFICATES = 32;

    /// As [#MAX_CERTIFICATES]; each place is a column.
    public static final int MAX_PLACES = 32;

    private static final int MAX_GRADE = 100;
    private static final int MAX_CARBON = 100_000;
    private static final int MAX_LATENCY = 60_000;

    /// Where the power comes from.
    ///
    /// @param source `hydro`, `wind`, `mix` …
    /// @param carbon grams of CO2 equivalent a kWh
    public record Energy(String source, Optional<Integer> carbon) {
        public Energy {
            checkName(source, "an energy source");
            carbon.ifPresent(it -> check(it, MAX_CARBON, "carbon"));
        }
    }

    public Claims {
        certificates = Lists.sortedSet(certificates, MAX_CERTIFICATES, "certificates");
        certificates.forEach(it -> checkName(it, "a certificate"));
        attestation.ifPresent(it -> checkName(it, "an attestation"));
        grade.ifPresent(it -> check(it, MAX_GRADE, "a grade"));
        latency = Collections.unmodifiableSortedMap(new TreeMap<>(latency));
        if (latency.size() > MAX_PLACES) {
            throw new SoukException(ErrorCode.TOO_LARGE, "more than " + MAX_PLACES + " places");
        }
        latency.forEach((place, milliseconds) -> {
            checkName(place, "a place");
            check(milliseconds, MAX_LATENCY, "a latency");
        });
        if (accepts.length() > ConstraintLanguage.MAX_TEXT) {
            throw new SoukException(ErrorCode.TOO_LARGE, "accepts is longer than " + ConstraintLanguage.MAX_TEXT);
        }
    }

    /// Adds what is claimed; nothing for what is not, so that profiles from before keep their digests.
    void write(JsonObject.Builder json) {
        if (!certificates.isEmpty()) {
            json.put("certificates", Json.texts(certificates));
        }
        attestation.ifPresent(it -> json.put("attestation", it));
        energy.ifPresent(it -> {
            var inner = Json.object().put("source", it.source());
            it.carbon().ifPresent(carbon -> inner.put("carbon", carbon));
            json.put("energy", inner.build());
        });
        grade.ifPresent(it -> json.put("grade", it));
        if (!latency.isEmpty()) {
            var places = Json.object();
            latency.forEach(places::put);
            json.put("latency", places.build());
        }
        if (!accepts.isEmpty()) {
            json.put("accepts", accepts);
        }
    }

    /// Reads what is claimed, as it stands in a profile.
    public static Claims from(JsonObject json) {
        var latency = new TreeMap<String, Integer>();
        if (json.has("latency")) {
            var places = json.object("latency");
            places.members().keySet().forEach(place -> latency.put(place, number(places, place)));
        }
        return new Claims(
                json.has("certificates") ? json.array("certificates").texts() : List.of(),
                json.optionalText("attestation"),
                json.has("energy") ? Optional.of(energy(json.object("energy"))) : Optional.empty(),
                json.has("grade") ? Optional.of(number(json, "grade")) : Optional.empty(),
                latency,
                json.optionalText("accepts").orElse(""));
    }

    private static Energy energy(JsonObject json) {
        return new Energy(
                json.text("source"), json.has("carbon") ? Optional.of(number(json, "carbon")) : Optional.empty());
    }

    private static int number(JsonObject json, String name) {
        return (int) Math.clamp(json.integer(name), -1, Integer.MAX_VALUE);
    }

    private static void check(int value, int most, String what) {
        if (value < 0 || value > most) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " is from 0 to " + most);
        }
    }

    static void checkName(String name, String what) {
        if (!name.matches("[a-z0-9.-]{1,64}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " is 1 to 64 of a-z, 0-9, '.' and '-'");
        }
    }
}
