package souk.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import souk.economy.Attribute;
import souk.economy.Condition;
import souk.economy.Program;

/// Turns a checked expression into conditions that columns can answer, as far as it has such parts: comparisons of an
/// attribute with a constant, membership, and what is made of them with `&&`, `||` and `!`. The rest stays a program.
///
/// @param computed makes a program of a part
record Translation(CelAbstractSyntaxTree checked, Function<CelExpr, Program> computed) {

    Condition condition(CelExpr expression) {
        return switch (expression.getKind()) {
            case CALL -> call(expression).orElseGet(() -> program(expression));
            case CONSTANT ->
                expression.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                        ? constant(expression.constant().booleanValue())
                        : program(expression);
            case SELECT -> presence(expression).orElseGet(() -> program(expression));
            case NOT_SET, IDENT, LIST, STRUCT, MAP, COMPREHENSION -> program(expression);
        };
    }

    private static Condition constant(boolean value) {
        return value ? new Condition.All(List.of()) : new Condition.Any(List.of());
    }

    private Condition program(CelExpr expression) {
        var inputs = new LinkedHashSet<Attribute>();
        collect(expression, inputs);
        return new Condition.Computed(List.copyOf(inputs), computed.apply(expression));
    }

    private Optional<Condition> call(CelExpr expression) {
        var call = expression.call();
        var args = call.args();
        return switch (call.function()) {
            case "_&&_" ->
                Optional.of(new Condition.All(args.stream().map(this::condition).toList()));
            case "_||_" ->
                Optional.of(new Condition.Any(args.stream().map(this::condition).toList()));
            case "!_" -> Optional.of(new Condition.Not(condition(args.getFirst())));
            case "_==_" -> comparison("==", args);
            case "_!=_" -> comparison("==", args).map(Condition.Not::new);
            case "_<_" -> comparison("<", args);
            case "_<=_" -> comparison("<=", args);
            case "_>_" -> comparison(">", args);
            case "_>=_" -> comparison(">=", args);
            case "@in" -> membership(args.get(0), args.get(1));
            default -> Optional.empty();
        };
    }

    private Optional<Condition> comparison(String operator, List<CelExpr> args) {
        var left = attribute(args.get(0));
        if (left.isPresent()) {
            return compared(left.get(), operator, args.get(1));
        }
        return attribute(args.get(1)).flatMap(it -> compared(it, turned(operator), args.get(0)));
    }

    private static String turned(String operator) {
        return operator.replace('<', '#').replace('>', '<').replace('#', '>');
    }

    private static Optional<Condition> compared(Attribute attribute, String operator, CelExpr constant) {
        return switch (attribute.kind()) {
            case TEXT, PROVIDER ->
                operator.equals("==")
                        ? text(constant).map(it -> new Condition.OneOf(attribute, List.of(it)))
                        : Optional.empty();
            case NUMBER, WIDE -> number(constant).map(it -> bounds(attribute, operator, it));
            case SET, MAP -> Optional.empty();
        };
    }

    private static Condition bounds(Attribute attribute, String operator, BigInteger value) {
        var most = Condition.Between.MOST;
        return switch (operator) {
            case "<" -> new Condition.Between(attribute, BigInteger.ZERO, value.subtract(BigInteger.ONE));
            case "<=" -> new Condition.Between(attribute, BigInteger.ZERO, value);
            case ">" -> new Condition.Between(attribute, value.add(BigInteger.ONE), most);
            case ">=" -> new Condition.Between(attribute, value, most);
            default -> new Condition.Between(attribute, value, value);
        };
    }

    private Optional<Condition> membership(CelExpr element, CelExpr container) {
        var attribute = attribute(element);
        if (attribute.isPresent() && container.getKind() == CelExpr.ExprKind.Kind.LIST) {
            return oneOf(attribute.get(), container.list().elements());
        }
        return attribute(container).flatMap(it -> switch (it.kind()) {
            case SET -> text(element).map(member -> new Condition.OneOf(it, List.of(member)));
            case MAP -> text(element).map(place -> new Condition.Known(Attribute.latency(place)));
            case TEXT, NUMBER, WIDE, PROVIDER -> Optional.empty();
        });
    }

    private static Optional<Condition> oneOf(Attribute attribute, List<CelExpr> elements) {
        return switch (attribute.kind()) {
            case TEXT, PROVIDER -> all(elements, Translation::text).map(it -> new Condition.OneOf(attribute, it));
            case NUMBER, WIDE ->
                all(elements, Translation::number)
                        .filter(it -> !it.isEmpty())
                        .map(it -> new Condition.Any(it.stream()
                                .map(value -> bounds(attribute, "==", value))
                                .toList()));
            case SET, MAP -> Optional.empty();
        };
    }

    private static <T> Optional<List<T>> all(List<CelExpr> elements, Function<CelExpr, Optional<T>> read) {
        var values = elements.stream().flatMap(it -> read.apply(it).stream()).toList();
        return values.size() == elements.size() ? Optional.of(values) : Optional.empty();
    }

    /// `has(latency.fra)`.
    private Optional<Condition> presence(CelExpr expression) {
        return expression.select().testOnly()
                        && attribute(expression.select().operand())
                                .filter(Attribute.LATENCY::equals)
                                .isPresent()
                ? Optional.of(new Condition.Known(
                        Attribute.latency(expression.select().field())))
                : Optional.empty();
    }

    /// The attribute that an expression is: a name, or the latency to a place.
    private Optional<Attribute> attribute(CelExpr expression) {
        return named(expression).or(() -> switch (expression.getKind()) {
            case SELECT ->
                latency(
                                expression.select().operand(),
                                Optional.of(expression.select().field()))
                        .filter(_ -> !expression.select().testOnly());
            case CALL ->
                expression.call().function().equals("_[_]")
                        ? latency(
                                expression.call().args().get(0),
                                text(expression.call().args().get(1)))
                        : Optional.empty();
            case NOT_SET, CONSTANT, IDENT, LIST, STRUCT, MAP, COMPREHENSION -> Optional.empty();
        });
    }

    private Optional<Attribute> latency(CelExpr map, Optional<String> place) {
        return named(map).filter(Attribute.LATENCY::equals).flatMap(_ -> place).map(Attribute::latency);
    }

    private Optional<Attribute> named(CelExpr expression) {
        return checked.getReference(expression.id()).flatMap(it -> Attribute.find(it.name()));
    }

    private void collect(CelExpr expression, Set<Attribute> found) {
        named(expression).ifPresent(found::add);
        children(expression).forEach(it -> collect(it, found));
    }

    private static Stream<CelExpr> children(CelExpr expression) {
        return switch (expression.getKind()) {
            case NOT_SET, CONSTANT, IDENT -> Stream.empty();
            case SELECT -> Stream.of(expression.select().operand());
            case CALL -> Stream.concat(expression.call().target().stream(), expression.call().args().stream());
            case LIST -> expression.list().elements().stream();
            case STRUCT -> expression.struct().entries().stream().map(CelExpr.CelStruct.Entry::value);
            case MAP -> expression.map().entries().stream().flatMap(it -> Stream.of(it.key(), it.value()));
            case COMPREHENSION -> {
                var loop = expression.comprehension();
                var parts = new ArrayList<CelExpr>();
                parts.add(loop.iterRange());
                parts.add(loop.accuInit());
                parts.add(loop.loopCondition());
                parts.add(loop.loopStep());
                parts.add(loop.result());
                yield parts.stream();
            }
        };
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private static Optional<BigInteger> number(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
                ? Optional.of(BigInteger.valueOf(expression.constant().int64Value()))
                : Optional.empty();
    }
}
