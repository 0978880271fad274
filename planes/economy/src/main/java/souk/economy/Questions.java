package souk.economy;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.core.value.Address;
import souk.economy.Question.Answer;
import souk.economy.Words.Word;

/// Makes questions of conditions. They belong to one order.
final class Questions {
    /// A hash code has one of so many places in a filter: with the most that an order can exclude, one offer in
    /// sixteen is looked at in vain.
    private static final int FILTER = 4_096;

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private final Words words;
    private final Budget budget;

    Questions(Words words, Budget budget) {
        this.words = words;
        this.budget = budget;
    }

    Question of(Condition condition) {
        return switch (condition) {
            case Condition.All(var parts) -> all(parts.stream().map(this::of).toList());
            case Condition.Any(var parts) -> any(parts.stream().map(this::of).toList());
            case Condition.Not(var part) -> not(of(part));
            case Condition.Between between -> between(between);
            case Condition.OneOf(var attribute, var values) ->
                attribute.kind() == Attribute.Kind.PROVIDER ? provider(values) : oneOf(attribute, values);
            case Condition.Known(var attribute) -> known(attribute);
            case Condition.Computed computed ->
                computed.isByText()
                        ? byText(computed.inputs().getFirst(), computed.program())
                        : byRow(computed.program());
        };
    }

    /// Whether the providers take the order.
    ///
    /// @param texts compiles what they ask
    /// @param order values by the names of [OrderTerms]
    Question accepted(Texts texts, Function<String, Optional<Object>> order) {
        Map<Word, Truth> answers = new HashMap<>();
        return (block, among) -> {
            var column = block.texts(Attribute.ACCEPTS);
            if (column.words().length == 0) {
                return Answer.yes(among);
            }
            var answer = new Answer(Rows.without(among, column.known()), Rows.none());
            askWords(column, among, answer, answers, word -> accepted(texts, word.text(), order));
            return answer;
        };
    }

    private static Question all(List<Question> parts) {
        var questions = parts.toArray(Question[]::new);
        return (block, among) -> {
            var left = among;
            var unknown = Rows.EMPTY;
            for (var part : questions) {
                var answer = part.ask(block, left);
                if (answer.unknown() == Rows.EMPTY) {
                    left = answer.yes();
                    continue;
                }
                left = Rows.either(answer.yes(), answer.unknown());
                unknown = Rows.either(unknown, answer.unknown());
            }
            if (unknown == Rows.EMPTY) {
                return Answer.yes(left);
            }
            unknown = Rows.both(unknown, left);
            return new Answer(Rows.without(left, unknown), unknown);
        };
    }

    private static Question any(List<Question> parts) {
        return (block, among) -> {
            var yes = Rows.none();
            var unknown = Rows.none();
            for (var part : parts) {
                var answer = part.ask(block, Rows.without(among, yes));
                Rows.add(yes, answer.yes());
                Rows.add(unknown, answer.unknown());
            }
            return new Answer(yes, Rows.without(unknown, yes));
        };
    }

    private static Question not(Question part) {
        return (block, among) -> {
            var answer = part.ask(block, among);
            var no = Rows.without(among, answer.yes());
            return answer.unknown() == Rows.EMPTY
                    ? Answer.yes(no)
                    : new Answer(Rows.without(no, answer.unknown()), answer.unknown());
        };
    }

    private static Question between(Condition.Between between) {
        var attribute = between.attribute();
        var from = between.from().max(BigInteger.ZERO);
        var to = between.to();
        if (attribute.kind() == Attribute.Kind.WIDE) {
            var first = Uint128.of(from);
            var last = Uint128.of(to.max(BigInteger.ZERO));
            boolean isEmpty = from.compareTo(to) > 0;
            return (block, among) -> {
                var column = block.wide(attribute);
                if (column.isEmpty()) {
                    return Answer.unknown(among);
                }
                return isEmpty ? Answer.NO : column.get().between(first, last, among);
            };
        }
        boolean isEmpty = from.compareTo(to) > 0 || from.compareTo(MOST) > 0;
        long first = isEmpty ? 1 : from.longValueExact();
        long last = isEmpty ? 0 : to.min(MOST).longValueExact();
        return (block, among) -> {
            var column = block.numbers(attribute);
            return column.isEmpty() ? Answer.unknown(among) : column.get().between(first, last, among);
        };
    }

    private Question oneOf(Attribute attribute, List<String> values) {
        var wanted = values.stream().flatMap(it -> words.find(it).stream()).toArray(Word[]::new);
        return (block, among) -> {
            var column = block.texts(attribute);
            return new Answer(column.oneOf(wanted, among), unknown(block, attribute, among));
        };
    }

    private static Question provider(List<String> values) {
        var wanted = new HashSet<Address>();
        var filter = new long[FILTER / Long.SIZE];
        for (var value : values) {
            if (value.matches("0x[0-9a-f]{40}")) {
                var address = new Address(value);
                wanted.add(address);
                filter[place(address.hashCode()) >> 6] |= 1L << place(address.hashCode());
            }
        }
        return (block, among) -> {
            var yes = Rows.none();
            var hashes = block.providers();
            for (int row = 0; row < hashes.length; row++) {
                int place = place(hashes[row]);
                if ((filter[place >> 6] & 1L << place) != 0
                        && wanted.contains(block.item(row).listing().provider())) {
                    Rows.set(yes, row);
                }
            }
            Rows.keep(yes, among);
            return Answer.yes(yes);
        };
    }

    private static int place(int hash) {
        return hash & FILTER - 1;
    }

    private static Question known(Attribute attribute) {
        return (block, among) -> Answer.yes(Rows.without(among, unknown(block, attribute, among)));
    }

    private Question byText(Attribute attribute, Program program) {
        Map<Word, Truth> answers = new HashMap<>();
        return (block, among) -> {
            var answer =
                    new Answer(Rows.none(), unknown(block, attribute, among).clone());
            askWords(block.texts(attribute), among, answer, answers, word -> run(program, valueOf(attribute, word)));
            return answer;
        };
    }

    /// Asks once for each word that rows among those asked have.
    ///
    /// @param compute empty when the budget is used up
    private void askWords(
            TextColumn column,
            long[] among,
            Answer answer,
            Map<Word, Truth> answers,
            Function<Word, Optional<Truth>> compute) {
        for (int i = 0; i < column.words().length; i++) {
            var rows = Rows.none();
            column.addRows(i, rows);
            Rows.keep(rows, among);
            if (Rows.isEmpty(rows)) {
                continue;
            }
            var word = column.words()[i];
            var truth = Optional.ofNullable(answers.get(word)).or(() -> compute.apply(word));
            truth.ifPresent(it -> answers.put(word, it));
            note(truth, rows, answer);
        }
    }

    private Optional<Truth> run(Program program, Function<String, Optional<Object>> values) {
        return budget.take(program.cost()) ? Optional.of(program.test(values)) : Optional.empty();
    }

    private Optional<Truth> accepted(Texts texts, String text, Function<String, Optional<Object>> order) {
        if (!texts.remembersTerms(text) && !budget.take(Budget.COMPILATION)) {
            return Optional.empty();
        }
        var program = texts.termsIfReadable(text);
        return program.isEmpty() ? Optional.of(Truth.UNKNOWN) : run(program.get(), order);
    }

    private static Function<String, Optional<Object>> valueOf(Attribute attribute, Word word) {
        return name -> name.equals(attribute.name()) ? Optional.of(word.text()) : Optional.empty();
    }

    private void note(Optional<Truth> truth, long[] rows, Answer answer) {
        if (truth.isEmpty()) {
            budget.skip(rows);
            Rows.add(answer.unknown(), rows);
            return;
        }
        switch (truth.get()) {
            case TRUE -> Rows.add(answer.yes(), rows);
            case FALSE -> {}
            case UNKNOWN -> Rows.add(answer.unknown(), rows);
        }
    }

    private Question byRow(Program program) {
        return (block, among) -> {
            var answer = Answer.open();
            for (int row = Rows.next(among, 0); row >= 0; row = Rows.next(among, row + 1)) {
                var one = Rows.none();
                Rows.set(one, row);
                note(run(program, values(block.item(row))), one, answer);
            }
            return answer;
        };
    }

    private static Function<String, Optional<Object>> values(Item item) {
        return name -> Attribute.find(name).flatMap(item.values()::value);
    }

    /// The rows without a value.
    private static long[] unknown(Block block, Attribute attribute, long[] among) {
        return switch (attribute.kind()) {
            case TEXT -> {
                var column = block.texts(attribute);
                yield column.isComplete() ? Rows.EMPTY : Rows.without(among, column.known());
            }
            case NUMBER -> {
                var column = block.numbers(attribute);
                yield column.isEmpty() ? among : Rows.both(among, column.get().unknown());
            }
            case WIDE -> block.wide(attribute).isPresent() ? Rows.EMPTY : among;
            case SET, PROVIDER, MAP -> Rows.EMPTY;
        };
    }
}
