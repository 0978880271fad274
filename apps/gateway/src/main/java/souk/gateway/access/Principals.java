package souk.gateway.access;

import java.util.List;
import souk.gateway.store.TenantId;

/// Whom a statement speaks of.
///
/// @param inverted true for everyone but these
record Principals(List<Pattern> patterns, boolean inverted) {
    Principals {
        patterns = List.copyOf(patterns);
    }

    /// One of them.
    sealed interface Pattern {
        /// Anyone at all.
        record Anyone() implements Pattern {}

        /// All of a tenant.
        record Tenant(TenantId id) implements Pattern {}

        /// One key pair of a tenant.
        record User(TenantId id, String name) implements Pattern {}

        /// What exists elsewhere, but not here.
        record Nobody() implements Pattern {}

        default boolean matches(Principal principal) {
            return switch (this) {
                case Anyone() -> true;
                case Tenant(var id) -> principal.is(id);
                case User(var id, var name) ->
                    principal instanceof Principal.Tenant(var tenant, var user)
                            && tenant.equals(id)
                            && user.equals(name);
                case Nobody() -> false;
            };
        }
    }

    boolean include(Principal principal) {
        return inverted != patterns.stream().anyMatch(pattern -> pattern.matches(principal));
    }

    boolean everyone() {
        return inverted || patterns.contains(new Pattern.Anyone());
    }

    /// Reads an entry under `AWS`: `*`, a tenant, or an ARN of a tenant's root or user.
    static Pattern parse(String text) {
        if (text.equals("*")) {
            return new Pattern.Anyone();
        }
        if (!text.startsWith("arn:")) {
            return tenant(text);
        }
        var parts = text.split(":", 6);
        if (parts.length < 6) {
            throw new MalformedPolicyException("Invalid principal in policy");
        }
        var account = parts[4];
        var resource = parts[5];
        if (resource.equals("root")) {
            return tenant(account);
        }
        if (!resource.startsWith("user/")) {
            return new Pattern.Nobody();
        }
        var name = resource.substring(resource.lastIndexOf('/') + 1);
        // Some servers have users without accounts, and name them so.
        return account.isEmpty() ? tenant(name) : new Pattern.User(id(account), name);
    }

    private static Pattern tenant(String id) {
        return new Pattern.Tenant(id(id));
    }

    private static TenantId id(String text) {
        try {
            return new TenantId(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedPolicyException("Invalid principal in policy");
        }
    }
}
