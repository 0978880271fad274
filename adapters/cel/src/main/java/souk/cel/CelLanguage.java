package souk.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.parser.CelUnparserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.economy.Attribute;
import souk.economy.ConstraintLanguage;
import souk.economy.Demand;
import souk.economy.OrderTerms;
import souk.economy.Program;

/// CEL by its reference implementation, without the macros that make lists: what an expression builds stays small.
public final class CelLanguage implements ConstraintLanguage {
    /// Deeper nesting is no constraint people write, and the parser recurses.
    private static final int MAX_DEPTH = 32;

    /// Nodes of a parsed text.
    private static final int MAX_NODES = 1_000;

    /// Of all comprehensions of one evaluation; [Costs] refuses sooner.
    private static final int MAX_ITERATIONS = 1_000;

    /// A page of errors helps nobody.
    private static final int MAX_ISSUES = 3;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_TEXT)
            .maxParseRecursionDepth(MAX_DEPTH)
            .maxParseExpressionNodeCount(MAX_NODES)
            .maxParseErrorRecoveryLimit(MAX_ISSUES)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .populateMacroCalls(true)
            .build();

    /// Made when the first text comes: a second's work that a market without texts need not do, and the same for all.
    private static final class Tools {
        static final CelCompiler OFFERS = compiler(Attribute.all().stream()
                .map(it -> new Variable(it.name(), type(it.kind())))
                .toList());
        static final CelCompiler ORDERS = compiler(Stream.of(
                        OrderTerms.TEXTS.stream().map(it -> new Variable(it, SimpleType.STRING)),
                        OrderTerms.NUMBERS.stream().map(it -> new Variable(it, SimpleType.INT)),
                        OrderTerms.SETS.stream().map(it -> new Variable(it, ListType.create(SimpleType.STRING))))
                .flatMap(it -> it)
                .toList());
        static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .build();
    }

    private record Variable(String name, CelType type) {}

    @Override
    public List<Demand> demands(String text) {
        var checked = check(Tools.OFFERS, text, Attribute.all().stream().map(Attribute::name));
        var demands = new ArrayList<Demand>();
        for (var conjunct : conjuncts(checked.getExpr())) {
            var part = part(checked, conjunct);
            var translation = new Translation(checked, expression -> program(part(checked, expression)));
            demands.add(new Demand(CelUnparserFactory.newUnparser().unparse(part), translation.condition(conjunct)));
        }
        return List.copyOf(demands);
    }

    @Override
    public Program terms(String text) {
        return program(check(
                Tools.ORDERS,
                text,
                Stream.of(OrderTerms.TEXTS, OrderTerms.NUMBERS, OrderTerms.SETS).flatMap(List::stream)));
    }

    private static CelAbstractSyntaxTree check(CelCompiler compiler, String text, Stream<String> known) {
        if (text.length() > MAX_TEXT) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "longer than " + MAX_TEXT + " characters");
        }
        var result = compiler.compile(text);
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            var issues = result.getErrors().stream()
                    .limit(MAX_ISSUES)
                    .map(CelLanguage::text)
                    .collect(Collectors.joining("; "));
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "no CEL that holds or not: " + issues + "; known are " + known.collect(Collectors.joining(", ")),
                    e);
        }
    }

    private static String text(CelIssue issue) {
        var place = issue.getSourceLocation();
        return "line %d, column %d: %s".formatted(place.getLine(), place.getColumn() + 1, issue.getMessage());
    }

    private Program program(CelAbstractSyntaxTree checked) {
        int cost = Costs.of(checked);
        if (cost > Program.MAX_COST) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "costs " + cost + ", allowed is " + Program.MAX_COST);
        }
        try {
            return new CelProgram(Tools.RUNTIME.createProgram(checked), cost);
        } catch (CelEvaluationException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "cannot be computed: " + e.getMessage(), e);
        }
    }

    /// The operands of the outermost `&&`, in their order.
    private static List<CelExpr> conjuncts(CelExpr expression) {
        boolean isAnd = expression.getKind() == CelExpr.ExprKind.Kind.CALL
                && expression.call().function().equals("_&&_");
        return isAnd
                ? expression.call().args().stream()
                        .flatMap(it -> conjuncts(it).stream())
                        .toList()
                : List.of(expression);
    }

    private static CelAbstractSyntaxTree part(CelAbstractSyntaxTree whole, CelExpr part) {
        return CelAbstractSyntaxTree.newCheckedAst(
                part, whole.getSource(), whole.getReferenceMap(), whole.getTypeMap());
    }

    private static CelCompiler compiler(List<Variable> variables) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(
                        CelStandardMacro.HAS,
                        CelStandardMacro.ALL,
                        CelStandardMacro.EXISTS,
                        CelStandardMacro.EXISTS_ONE)
                .setResultType(SimpleType.BOOL);
        variables.forEach(it -> builder.addVar(it.name(), it.type()));
        return builder.build();
    }

    private static CelType type(Attribute.Kind kind) {
        return switch (kind) {
            case TEXT, PROVIDER -> SimpleType.STRING;
            case SET -> ListType.create(SimpleType.STRING);
            case NUMBER, WIDE -> SimpleType.INT;
            case MAP -> MapType.create(SimpleType.STRING, SimpleType.INT);
        };
    }
}
