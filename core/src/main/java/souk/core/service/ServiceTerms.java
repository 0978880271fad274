package souk.core.service;

import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;

/// What the `slo` of offers and orders stands for.
///
/// @param document SHA-256 of the OpenSLO document that people read
/// @param schedule the contract that says what missing an objective costs
public record ServiceTerms(Digest document, Address schedule, List<Objective> objectives) {
    /// Where a struct with an array begins, and where in it the array does.
    private static final int STRUCT_AT = 32;

    private static final int ARRAY_AT = 96;

    public ServiceTerms {
        objectives = List.copyOf(objectives);
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
