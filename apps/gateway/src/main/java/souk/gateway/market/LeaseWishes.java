package souk.gateway.market;

import java.util.List;
import java.util.function.BooleanSupplier;
import souk.core.placement.Profile;
import souk.gateway.store.TenantId;
import souk.sql.Sqlite;

/// Which tenants write which profiles, noted where all gateways of a namespace see it: the keeper opens
/// what is missing.
public final class LeaseWishes implements LeaseOpening {
    /// The table.
    public static final String SCHEMA = """
        CREATE TABLE lease_wish (
            tenant TEXT NOT NULL,
            profile TEXT NOT NULL,
            PRIMARY KEY (tenant, profile)
        ) WITHOUT ROWID;
        """;

    private final Sqlite database;
    private final BooleanSupplier here;

    /// A profile that a tenant writes.
    public record Wish(TenantId tenant, Profile profile) {}

    /// @param here whether this gateway is the one that opens leases
    public LeaseWishes(Sqlite database, BooleanSupplier here) {
        this.database = database;
        this.here = here;
    }

    @Override
    public boolean here() {
        return here.getAsBoolean();
    }

    @Override
    public void ask(TenantId tenant, Profile profile) {
        if (!all().contains(new Wish(tenant, profile))) {
            database.write(session -> session.update(
                    "INSERT INTO lease_wish VALUES (?, ?) ON CONFLICT DO NOTHING", tenant.value(), profile.name()));
        }
    }

    /// All that were ever asked for.
    public List<Wish> all() {
        return database.read(session -> session.list(
                "SELECT tenant, profile FROM lease_wish",
                row -> new Wish(new TenantId(row.text("tenant")), Profile.named(row.text("profile")))));
    }
}
