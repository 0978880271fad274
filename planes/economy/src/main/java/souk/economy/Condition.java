package souk.economy;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/// What an offer has to be, in the shape in which columns can answer it. The logic has three values: `unknown` and
/// false is false, `unknown` or true is true, as in CEL.
public sealed interface Condition {
    /// Holds when all do; an empty one always.
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /// Holds when one does.
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    record Not(Condition part) implements Condition {}

    /// A number within bounds, both included; never when `from` is above `to`.
    ///
    /// @param attribute a number or a wide one
    record Between(Attribute attribute, BigInteger from, BigInteger to) implements Condition {
        /// The largest number of any column.
        public static final BigInteger MOST = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

        static Between atMost(Attribute attribute, BigInteger to) {
            return new Between(attribute, BigInteger.ZERO, to);
        }

        static Between atLeast(Attribute attribute, BigInteger from) {
            return new Between(attribute, from, MOST);
        }
    }

    /// A text that is one of these, or a set that has one of these.
    record OneOf(Attribute attribute, List<String> values) implements Condition {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /// The attribute has a value.
    record Known(Attribute attribute) implements Condition {}

    /// Anything else.
    ///
    /// @param inputs all it depends on
    record Computed(List<Attribute> inputs, Program program) implements Condition {
        public Computed {
            inputs = List.copyOf(inputs);
        }

        /// Whether it is asked once for each different text rather than once an offer.
        boolean isByText() {
            return inputs.size() == 1 && inputs.getFirst().kind() == Attribute.Kind.TEXT;
        }
    }

    /// The attributes it depends on.
    default Stream<Attribute> attributes() {
        return switch (this) {
            case All(var parts) -> parts.stream().flatMap(Condition::attributes);
            case Any(var parts) -> parts.stream().flatMap(Condition::attributes);
            case Not(var part) -> part.attributes();
            case Between between -> Stream.of(between.attribute());
            case OneOf oneOf -> Stream.of(oneOf.attribute());
            case Known(var attribute) -> Stream.of(attribute);
            case Computed computed -> computed.inputs().stream();
        };
    }

    /// Whether a program has to run for each offer: then it is asked only of offers that pass all else.
    default boolean isCostly() {
        return switch (this) {
            case All(var parts) -> parts.stream().anyMatch(Condition::isCostly);
            case Any(var parts) -> parts.stream().anyMatch(Condition::isCostly);
            case Not(var part) -> part.isCostly();
            case Between _, OneOf _, Known _ -> false;
            case Computed computed -> !computed.isByText();
        };
    }
}
