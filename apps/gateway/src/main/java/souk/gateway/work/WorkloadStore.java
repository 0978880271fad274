package souk.gateway.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.value.LeaseId;
import souk.gateway.store.TenantId;
import souk.sql.Row;
import souk.sql.Sqlite;

/// The workloads of all tenants, in SQLite.
public final class WorkloadStore {
    /// The tables.
    public static final String SCHEMA = """
            CREATE TABLE workload (
                id TEXT PRIMARY KEY,
                tenant TEXT NOT NULL,
                created INTEGER NOT NULL,
                active INTEGER NOT NULL,
                json TEXT NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX workload_by_tenant ON workload(tenant, created);
            CREATE INDEX workload_active ON workload(active) WHERE active = 1;
            CREATE TABLE workload_log (
                id TEXT PRIMARY KEY,
                text TEXT NOT NULL
            );
            """;

    /// Finds the workload of a lease.
    public static final String BY_LEASE =
            "CREATE INDEX workload_by_lease ON workload(json_extract(json, '$.place.lease'));";

    /// A listing shows no more.
    static final int MAX_LISTED = 1_000;

    private final Sqlite database;

    public WorkloadStore(Sqlite database) {
        this.database = database;
    }

    void put(Workload workload) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO workload VALUES (?, ?, ?, ?, ?)",
                workload.id(),
                workload.tenant().value(),
                workload.created().toEpochMilli(),
                !workload.state().ended(),
                workload.toJson().toString()));
    }

    void remove(String id) {
        database.write(session -> session.update("DELETE FROM workload WHERE id = ?", id));
    }

    Optional<Workload> find(String id) {
        return database.read(
                session -> session.first("SELECT json FROM workload WHERE id = ?", WorkloadStore::workload, id));
    }

    /// A tenant's workloads, newest first.
    List<Workload> of(TenantId tenant) {
        return database.read(session -> session.list(
                "SELECT json FROM workload WHERE tenant = ? ORDER BY created DESC LIMIT ?",
                WorkloadStore::workload,
                tenant.value(),
                MAX_LISTED));
    }

    /// How the workload of a lease was paid, if it was.
    public Optional<Settlement> settlement(LeaseId lease) {
        return database.read(session -> session.first(
                        "SELECT json FROM workload WHERE json_extract(json, '$.place.lease') = ?",
                        WorkloadStore::workload,
                        lease.hex()))
                .flatMap(Workload::settlement);
    }

    List<Workload> active() {
        return database.read(
                session -> session.list("SELECT json FROM workload WHERE active = 1", WorkloadStore::workload));
    }

    void keepLog(String id, String text) {
        database.write(session -> session.update("INSERT OR REPLACE INTO workload_log VALUES (?, ?)", id, text));
    }

    Optional<String> log(String id) {
        return database.read(
                session -> session.first("SELECT text FROM workload_log WHERE id = ?", row -> row.text("text"), id));
    }

    private static Workload workload(Row row) {
        return Workload.from(Json.parseObject(row.text("json").getBytes(UTF_8)));
    }
}
