package souk.gateway.store;

import java.util.Objects;
import java.util.Optional;
import souk.sql.Row;

/// Whose an object is, and with whom it is shared.
///
/// @param owner who wrote it, or the bucket's tenant where the bucket says so
public record Ownership(TenantId owner, Acl acl) {
    public Ownership {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(acl, "acl");
    }

    /// Shared with nobody.
    public static Ownership privateTo(TenantId owner) {
        return new Ownership(owner, Acl.privateTo(owner));
    }

    /// The list as a column has it: null for the one nearly all objects have.
    Optional<String> aclColumn() {
        return acl.equals(Acl.privateTo(owner)) ? Optional.empty() : Optional.of(acl.toText());
    }

    static Ownership of(Row row) {
        var owner = new TenantId(row.text("owner"));
        return new Ownership(owner, row.optionalText("acl").map(Acl::fromText).orElseGet(() -> Acl.privateTo(owner)));
    }
}
