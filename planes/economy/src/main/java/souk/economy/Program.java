package souk.economy;

import java.util.Optional;
import java.util.function.Function;

/// A compiled expression with a known bound of what one evaluation costs.
public interface Program {
    /// No program may cost more. A unit is about the time of one operator, some tenths of a microsecond.
    int MAX_COST = 5_000;

    /// Never throws: what cannot be computed is unknown.
    ///
    /// @param values by name: `String`, `Long`, `List<String>` or `Map<String, Long>`; empty for what is missing
    Truth test(Function<String, Optional<Object>> values);

    /// The most an evaluation costs, 1 to [#MAX_COST].
    int cost();
}
