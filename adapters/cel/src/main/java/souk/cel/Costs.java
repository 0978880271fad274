package souk.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import souk.economy.Program;

/// Bounds what an evaluation can cost, in units of one operator.
final class Costs {
    /// No set or map of an offer or an order has more elements.
    private static final long ELEMENTS = 64;

    /// Compiling a regular expression and searching a text with it.
    private static final long REGULAR_EXPRESSION = 100;

    private static final long TOO_MUCH = Program.MAX_COST + 1L;

    private Costs() {}

    /// At most [Program#MAX_COST] + 1.
    static int of(CelAbstractSyntaxTree checked) {
        return (int) of(checked.getExpr());
    }

    private static long of(CelExpr expression) {
        return Math.min(
                TOO_MUCH,
                switch (expression.getKind()) {
                    case NOT_SET, CONSTANT, IDENT -> 1;
                    case SELECT -> 1 + of(expression.select().operand());
                    case CALL -> call(expression.call());
                    case LIST ->
                        1
                                + expression.list().elements().stream()
                                        .mapToLong(Costs::of)
                                        .sum();
                    case MAP ->
                        1
                                + expression.map().entries().stream()
                                        .mapToLong(it -> of(it.key()) + of(it.value()))
                                        .sum();
                    case STRUCT -> TOO_MUCH;
                    case COMPREHENSION -> comprehension(expression.comprehension());
                });
    }

    private static long call(CelExpr.CelCall call) {
        long operands = call.target().map(Costs::of).orElse(0L)
                + call.args().stream().mapToLong(Costs::of).sum();
        return switch (call.function()) {
            // It copies texts and lists: chains of it are what could make large ones.
            case "_+_" -> 1 + 2 * operands;
            case "matches" -> REGULAR_EXPRESSION + operands;
            default -> 1 + operands;
        };
    }

    private static long comprehension(CelExpr.CelComprehension loop) {
        long elements = loop.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
                ? loop.iterRange().list().elements().size()
                : ELEMENTS * of(loop.iterRange());
        return of(loop.iterRange())
                + of(loop.accuInit())
                + elements * (of(loop.loopCondition()) + of(loop.loopStep()))
                + of(loop.result());
    }
}
