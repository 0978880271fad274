package souk.core.service;

import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;

/// What the `slo` of offers and orders stands for.
///
/// @param document SHA-256 of the canonical JSON of the OpenSLO document that people read
/// @param schedule the contract that says what missing an objective costs
public record ServiceTerms(Digest document, Address schedule, List<Objective> objectives) {
    /// Where a struct with an array begins, and where in it the array does.
    private static final int STRUCT_AT = 32;

    private static final int ARRAY_AT = 96;

    public ServiceTerms {
        objectives = List.copyOf(objectives);
        if (objectives.isEmpty() || objectives.size() > Indicator.values().length) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "service terms have one objective to one an indicator");
        }
    }

    /// The objectives that a reading misses.
    public List<Objective> missed(Reading reading) {
        return objectives.stream().filter(it -> it.isMissed(reading)).toList();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("document", document.hex())
                .put("schedule", schedule.hex())
                .put(
                        "objectives",
                        Json.array(objectives.stream().map(Objective::toJson).toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static ServiceTerms from(JsonObject json) {
        return new ServiceTerms(
                new Digest(json.text("document")),
                new Address(json.text("schedule")),
                json.array("objectives").objects().map(Objective::from).toList());
    }

    /// Keccak-256 of the ABI encoding.
    public Digest hash() {
        var words = new AbiWords()
                .uint(STRUCT_AT)
                .bytes32(document.bytes())
                .address(schedule)
                .uint(ARRAY_AT)
                .uint(objectives.size());
        objectives.forEach(
                objective -> words.uint(objective.indicator().ordinal()).uint(objective.target()));
        return words.hash();
    }
}
