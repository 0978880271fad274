package souk.cel;

import dev.cel.runtime.CelEvaluationException;
import java.util.Optional;
import java.util.function.Function;
import souk.economy.Program;
import souk.economy.Truth;

/// An expression that CEL's interpreter computes.
record CelProgram(dev.cel.runtime.Program program, int cost) implements Program {
    @Override
    public Truth test(Function<String, Optional<Object>> values) {
        try {
            var result = program.eval(values::apply);
            return result instanceof Boolean holds ? (holds ? Truth.TRUE : Truth.FALSE) : Truth.UNKNOWN;
        } catch (CelEvaluationException | RuntimeException e) {
            // A missing value, a division by zero, too many iterations: what cannot be computed is unknown.
            return Truth.UNKNOWN;
        }
    }
}
