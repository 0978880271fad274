package souk.economy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.Region;

/// What texts and fields ask, compiled. Remembers the texts used last: compiling takes a hundred times as long as
/// matching.
final class Texts {
    /// Compiled texts kept of each kind; a few KiB each.
    private static final int MOST = 2_048;

    private final ConstraintLanguage language;
    private final Latest<List<Demand>> demands = new Latest<>();
    private final Latest<Program> terms = new Latest<>();

    Texts(ConstraintLanguage language) {
        this.language = language;
    }

    /// What constraints ask, field by field and conjunct by conjunct.
    ///
    /// @throws SoukException as [ConstraintLanguage#demands]
    List<Demand> demands(Constraints constraints) {
        var all = new ArrayList<Demand>();
        if (!constraints.regions().isEmpty()) {
            var codes = constraints.regions().stream().map(Region::code).toList();
            all.add(new Demand("region in " + listed(codes.stream()), new Condition.OneOf(Attribute.REGION, codes)));
        }
        if (!constraints.excluded().isEmpty()) {
            var excluded = constraints.excluded().stream().map(Address::hex).toList();
            all.add(new Demand(
                    "!(provider in " + listed(excluded.stream()) + ")",
                    new Condition.Not(new Condition.OneOf(Attribute.PROVIDER, excluded))));
        }
        for (var runtime : constraints.runtimes()) {
            all.add(new Demand(
                    quoted(runtime.name()) + " in runtimes",
                    new Condition.OneOf(Attribute.RUNTIMES, List.of(runtime.name()))));
        }
        if (!constraints.where().isEmpty()) {
            all.addAll(demands.get(constraints.where(), language::demands));
        }
        return List.copyOf(all);
    }

    /// What a provider's text asks of orders.
    ///
    /// @throws SoukException as [ConstraintLanguage#terms]
    Program terms(String text) {
        return terms.get(text, language::terms);
    }

    boolean remembersTerms(String text) {
        return terms.has(text);
    }

    /// Of a text that was listed when it could be read; one that can be read no longer accepts nothing.
    Optional<Program> termsIfReadable(String text) {
        try {
            return Optional.of(terms(text));
        } catch (SoukException e) {
            return Optional.empty();
        }
    }

    private static String listed(Stream<String> values) {
        return values.map(Texts::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String value) {
        return '"' + value + '"';
    }

    private static final class Latest<T> {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, T> compiled = new LinkedHashMap<>(16, 0.75f, true);

        T get(String text, Function<String, T> compile) {
            lock.lock();
            try {
                var known = Optional.ofNullable(compiled.get(text));
                if (known.isPresent()) {
                    return known.get();
                }
            } finally {
                lock.unlock();
            }
            return put(text, compile.apply(text));
        }

        boolean has(String text) {
            lock.lock();
            try {
                return compiled.containsKey(text);
            } finally {
                lock.unlock();
            }
        }

        private T put(String text, T result) {
            lock.lock();
            try {
                compiled.put(text, result);
                if (compiled.size() > MOST) {
                    compiled.remove(compiled.keySet().iterator().next());
                }
                return result;
            } finally {
                lock.unlock();
            }
        }
    }
}
