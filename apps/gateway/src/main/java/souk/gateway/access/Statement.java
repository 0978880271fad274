package souk.gateway.access;

import java.util.List;
import java.util.Locale;

/// One rule of a policy; it covers a request when all of its parts do.
record Statement(
        Effect effect, Principals principals, Patterns actions, Patterns resources, List<Condition> conditions) {
    Statement {
        conditions = List.copyOf(conditions);
    }

    enum Effect {
        ALLOW,
        DENY
    }

    /// Patterns one of which must match, or none where the policy says `Not…`.
    record Patterns(List<String> patterns, boolean inverted) {
        Patterns {
            patterns = List.copyOf(patterns);
        }
    }

    boolean covers(AccessRequest request) {
        return principals.include(request.principal())
                && covers(actions, request.action())
                && covers(resources, request)
                && conditions.stream().allMatch(condition -> condition.holds(request.context()));
    }

    boolean isPublic() {
        return effect == Effect.ALLOW
                && principals.everyone()
                && conditions.stream().noneMatch(Condition::narrows);
    }

    boolean asksForObjectTags() {
        return conditions.stream().anyMatch(Condition::asksForObjectTags);
    }

    private static boolean covers(Patterns patterns, String action) {
        var name = action.toLowerCase(Locale.ROOT);
        return patterns.inverted()
                != patterns.patterns().stream().anyMatch(each -> Glob.matches(each.toLowerCase(Locale.ROOT), name));
    }

    private static boolean covers(Patterns patterns, AccessRequest request) {
        return patterns.inverted()
                != patterns.patterns().stream()
                        .flatMap(each -> Variables.expand(each, request.context()).stream())
                        .anyMatch(each -> Glob.matches(each, request.resource()));
    }
}
