package souk.gateway.access;

import java.util.List;
import java.util.Set;

/// One comparison of a statement.
///
/// @param key in lower case, but for the name of a tag
/// @param ifExists holds as well when the request has no such key
record Condition(Operator operator, Scope scope, boolean ifExists, String key, List<String> wanted) {
    private static final String EXISTING_TAG = "s3:existingobjecttag/";

    /// Keys whose fixed values make a rule for everyone a rule for some.
    private static final Set<String> NARROWING = Set.of(
            "aws:sourceip",
            "aws:sourcearn",
            "aws:sourceaccount",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:userid",
            "aws:username");

    Condition {
        wanted = List.copyOf(wanted);
    }

    /// Which of several values must match.
    enum Scope {
        ANY,
        ALL
    }

    boolean holds(AccessRequest.Context context) {
        var actual = context.values(key);
        if (operator == Operator.NULL) {
            return wanted.stream().anyMatch(value -> value.equalsIgnoreCase(Boolean.toString(actual.isEmpty())));
        }
        if (actual.isEmpty()) {
            return ifExists || scope == Scope.ALL || operator.inverted();
        }
        var expanded = wanted.stream()
                .flatMap(value -> Variables.expand(value, context).stream())
                .toList();
        var all = scope == Scope.ALL || operator.inverted();
        return all
                ? actual.stream().allMatch(value -> holds(expanded, value))
                : actual.stream().anyMatch(value -> holds(expanded, value));
    }

    private boolean holds(List<String> expanded, String value) {
        return operator.inverted() != expanded.stream().anyMatch(each -> operator.matches(each, value));
    }

    boolean narrows() {
        return NARROWING.contains(key)
                && !operator.inverted()
                && operator != Operator.NULL
                && !ifExists
                && wanted.stream().noneMatch(value -> value.contains("*") || value.endsWith("/0"));
    }

    boolean asksForObjectTags() {
        return key.startsWith(EXISTING_TAG);
    }
}
