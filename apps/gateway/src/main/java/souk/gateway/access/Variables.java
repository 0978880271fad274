package souk.gateway.access;

import java.util.Locale;
import java.util.Optional;

/// Fills `${…}` in a policy's patterns with what the request says.
final class Variables {
    private Variables() {}

    /// The pattern with its variables filled in; empty when the request has no value for one of them.
    static Optional<String> expand(String pattern, AccessRequest.Context context) {
        if (!pattern.contains("${")) {
            return Optional.of(pattern);
        }
        var out = new StringBuilder();
        var at = 0;
        for (var start = pattern.indexOf("${"); start >= 0; start = pattern.indexOf("${", at)) {
            var end = pattern.indexOf('}', start);
            if (end < 0) {
                break;
            }
            var value = value(pattern.substring(start + 2, end), context);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            out.append(pattern, at, start).append(Glob.literal(value.get()));
            at = end + 1;
        }
        return Optional.of(out.append(pattern.substring(at)).toString());
    }

    private static Optional<String> value(String name, AccessRequest.Context context) {
        return switch (name) {
            case "*", "?", "$" -> Optional.of(name);
            default -> context.values(name.toLowerCase(Locale.ROOT)).stream().findFirst();
        };
    }
}
