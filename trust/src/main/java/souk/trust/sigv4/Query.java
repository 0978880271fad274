package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A query string taken apart: decoded names and values in the order they came.
///
/// @param parameters a name without `=` has the empty value
public record Query(List<Parameter> parameters) {
    private static final Comparator<Encoded> CANONICAL_ORDER =
            Comparator.comparing(Encoded::name).thenComparing(Encoded::value);

    public Query {
        parameters = List.copyOf(parameters);
    }

    /// One parameter, decoded.
    public record Parameter(String name, String value) {}

    private record Encoded(String name, String value) {}

    /// Parses a raw query string; `+` reads as a space, as S3 does it.
    ///
    /// @throws IllegalArgumentException on broken percent-encoding
    public static Query parse(String raw) {
        var parameters = new ArrayList<Parameter>();
        for (var part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                var equals = part.indexOf('=');
                var name = equals < 0 ? part : part.substring(0, equals);
                var value = equals < 0 ? "" : part.substring(equals + 1);
                parameters.add(new Parameter(decode(name), decode(value)));
            }
        }
        return new Query(parameters);
    }

    /// The first value of a parameter; names are case-sensitive.
    public Optional<String> first(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }

    /// True if the parameter is there, with or without a value.
    public boolean has(String name) {
        return first(name).isPresent();
    }

    Query with(String name, String value) {
        var more = new ArrayList<>(parameters);
        more.add(new Parameter(name, value));
        return new Query(more);
    }

    Query without(Predicate<String> names) {
        return new Query(parameters.stream()
                .filter(parameter -> !names.test(parameter.name()))
                .toList());
    }

    /// Encoded and sorted by encoded name, then value.
    String canonical() {
        return parameters.stream()
                .map(parameter -> new Encoded(Percent.encode(parameter.name()), Percent.encode(parameter.value())))
                .sorted(CANONICAL_ORDER)
                .map(encoded -> encoded.name() + "=" + encoded.value())
                .collect(Collectors.joining("&"));
    }

    private static String decode(String text) {
        return new String(Percent.decode(text.replace('+', ' ')), UTF_8);
    }
}
