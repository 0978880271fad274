package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import souk.core.market.Order;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;

/// An order as questions to blocks. For one use by one thread.
///
/// @param cheap what columns answer, in the order of explanations
/// @param costly what programs answer
/// @param highest the most that the first meter may cost
record Inquiry(
        Order order,
        Constraints constraints,
        List<Check> cheap,
        List<Check> costly,
        Budget budget,
        Questions questions,
        Uint128 highest) {
    /// A clause and how to ask it.
    record Check(Clause clause, Condition condition, Question question) {
        boolean isPrice() {
            return clause == Clause.Term.PRICE_CEILING || clause == Clause.Term.MAX_PRICE;
        }

        /// What takes least time and leaves fewest offers comes first where only the answer counts.
        int rank() {
            boolean byTextOnly = condition
                    .attributes()
                    .allMatch(it -> it.kind() == Attribute.Kind.TEXT || it.kind() == Attribute.Kind.SET);
            return byTextOnly ? 0 : 1;
        }
    }

    /// @param demands what the constraints ask
    /// @param texts compiles what providers accept
    static Inquiry of(
            Order order, Constraints constraints, List<Demand> demands, Instant now, Texts texts, Words words) {
        var budget = new Budget();
        var questions = new Questions(words, budget);
        var cheap = new ArrayList<Check>();
        var costly = new ArrayList<Check>();
        Stream.concat(terms(order, constraints, now), demanded(demands))
                .map(it -> new Check(it.clause, it.condition, questions.of(it.condition)))
                .forEach(it -> (it.condition.isCostly() ? costly : cheap).add(it));
        costly.add(new Check(
                Clause.Term.ACCEPTS,
                new Condition.Known(Attribute.ACCEPTS),
                questions.accepted(texts, new OrderTerms(order, constraints)::value)));
        var ceiling = order.priceCeilings().values().getFirst().min(highest(order, constraints.maxPrice()));
        return new Inquiry(
                order, constraints, List.copyOf(cheap), List.copyOf(costly), budget, questions, Uint128.of(ceiling));
    }

    /// The cheap checks, best first.
    List<Check> ranked() {
        return cheap.stream().sorted(Comparator.comparingInt(Check::rank)).toList();
    }

    /// Whether prices are within the order's, raised by so many percent.
    Question affordable(int percent) {
        return questions.of(new Condition.All(Stream.concat(
                        ceilings(order, percent), Stream.of(maxPrice(order, raised(constraints.maxPrice(), percent))))
                .toList()));
    }

    /// A limit raised by so many percent, rounded down.
    static BigInteger raised(BigInteger limit, int percent) {
        return limit.equals(Constraints.ANY_PRICE)
                ? limit
                : limit.multiply(BigInteger.valueOf(100L + percent)).divide(BigInteger.valueOf(100));
    }

    private record Term(Clause clause, Condition condition) {}

    private static Stream<Term> terms(Order order, Constraints constraints, Instant now) {
        var duration = BigInteger.valueOf(order.duration().toSeconds());
        var second = BigInteger.valueOf(now.getEpochSecond());
        var terms = new ArrayList<Term>();
        terms.add(new Term(
                Clause.Term.VALIDITY,
                new Condition.All(List.of(
                        Condition.Between.atMost(Attribute.VALID_FROM, second),
                        Condition.Between.atLeast(Attribute.VALID_UNTIL, second.add(BigInteger.ONE))))));
        terms.add(new Term(
                Clause.Term.PRICE_CEILING, new Condition.All(ceilings(order, 0).toList())));
        if (!constraints.maxPrice().equals(Constraints.ANY_PRICE)) {
            terms.add(new Term(Clause.Term.MAX_PRICE, maxPrice(order, constraints.maxPrice())));
        }
        terms.add(new Term(Clause.Term.CAPACITY, Condition.Between.atLeast(Attribute.CAPACITY, order.quantity())));
        terms.add(new Term(
                Clause.Term.DURATION,
                new Condition.All(List.of(
                        Condition.Between.atMost(Attribute.MIN_DURATION, duration),
                        Condition.Between.atLeast(Attribute.MAX_DURATION, duration)))));
        if (!order.slo().equals(Digest.ZERO)) {
            terms.add(new Term(
                    Clause.Term.SLO,
                    // One that names none in its offer answers when it sees the terms, at its quote desk.
                    new Condition.OneOf(Attribute.SLO, List.of(order.slo().hex(), Digest.ZERO.hex()))));
        }
        return terms.stream();
    }

    private static Stream<Term> demanded(List<Demand> demands) {
        return demands.stream().map(it -> new Term(new Clause.Demanded(it.text()), it.condition()));
    }

    private static Stream<Condition> ceilings(Order order, int percent) {
        var meters = order.resourceClass().meters();
        var ceilings = order.priceCeilings().values();
        return java.util.stream.IntStream.range(0, meters.size())
                .mapToObj(m ->
                        Condition.Between.atMost(Attribute.price(meters.get(m)), raised(ceilings.get(m), percent)));
    }

    private static Condition maxPrice(Order order, BigInteger most) {
        return Condition.Between.atMost(
                Attribute.price(order.resourceClass().meters().getFirst()), highest(order, most));
    }

    /// The highest price of the first meter with which the whole order costs no more than `most`:
    /// floor(p × r / 10^18) <= most just when p <= floor(((most + 1) × 10^18 - 1) / r).
    private static BigInteger highest(Order order, BigInteger most) {
        var reservation = Pricing.reservation(order.quantity(), order.duration());
        if (reservation.signum() == 0 || most.equals(Constraints.ANY_PRICE)) {
            return Condition.Between.MOST;
        }
        return most.add(BigInteger.ONE)
                .multiply(UnitPrices.SCALE)
                .subtract(BigInteger.ONE)
                .divide(reservation)
                .min(Condition.Between.MOST);
    }
}
