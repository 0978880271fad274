package souk.gateway.store;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// An access list of a bucket or an object, in the order in which it was written.
public record Acl(List<Grant> grants) {
    private static final String EVERYONE = "everyone";
    private static final String ANY_TENANT = "any-tenant";
    private static final String TENANT = "tenant:";

    public Acl {
        grants = List.copyOf(grants);
    }

    /// One line of the list.
    public record Grant(Grantee grantee, Permission permission) {}

    /// The list nothing else was asked for: full control for the owner.
    public static Acl privateTo(TenantId owner) {
        return new Acl(List.of(new Grant(new Grantee.Tenant(owner), Permission.FULL_CONTROL)));
    }

    /// Whether one of the grantees has the permission, by itself or by full control.
    public boolean grants(Set<Grantee> grantees, Permission permission) {
        return grants.stream()
                .filter(grant -> grant.permission() == permission || grant.permission() == Permission.FULL_CONTROL)
                .anyMatch(grant -> grantees.contains(grant.grantee()));
    }

    /// Whether anything is granted to those who are not named.
    public boolean isPublic() {
        return grants.stream().anyMatch(grant -> !(grant.grantee() instanceof Grantee.Tenant));
    }

    /// One `PERMISSION grantee` a line.
    public String toText() {
        return grants.stream()
                .map(grant -> grant.permission() + " " + text(grant.grantee()))
                .collect(Collectors.joining("\n"));
    }

    /// Reads what [#toText] wrote.
    public static Acl fromText(String text) {
        return new Acl(text.lines().map(Acl::grant).toList());
    }

    private static Grant grant(String line) {
        var space = line.indexOf(' ');
        return new Grant(grantee(line.substring(space + 1)), Permission.valueOf(line.substring(0, space)));
    }

    private static String text(Grantee grantee) {
        return switch (grantee) {
            case Grantee.Everyone() -> EVERYONE;
            case Grantee.AnyTenant() -> ANY_TENANT;
            case Grantee.Tenant(var id) -> TENANT + id.value();
        };
    }

    private static Grantee grantee(String text) {
        return switch (text) {
            case EVERYONE -> new Grantee.Everyone();
            case ANY_TENANT -> new Grantee.AnyTenant();
            default -> new Grantee.Tenant(new TenantId(text.substring(TENANT.length())));
        };
    }
}
