package souk.economy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Knows the texts it was told.
final class FakeLanguage implements ConstraintLanguage {
    final Map<String, List<Demand>> demands = new HashMap<>();
    final Map<String, Program> terms = new HashMap<>();

    @Override
    public List<Demand> demands(String text) {
        return Optional.ofNullable(demands.get(text)).orElseThrow(() -> unknown(text));
    }

    @Override
    public Program terms(String text) {
        return Optional.ofNullable(terms.get(text)).orElseThrow(() -> unknown(text));
    }

    static Program program(int cost, Function<Function<String, Optional<Object>>, Truth> test) {
        return new Program() {
            @Override
            public Truth test(Function<String, Optional<Object>> values) {
                return test.apply(values);
            }

            @Override
            public int cost() {
                return cost;
            }
        };
    }

    private static SoukException unknown(String text) {
        return new SoukException(ErrorCode.BAD_REQUEST, "not understood: " + text);
    }
}
