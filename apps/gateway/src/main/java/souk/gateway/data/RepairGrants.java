package souk.gateway.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import souk.core.json.Json;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.sdk.storage.RepairTask;
import souk.sql.Row;
import souk.sql.Sqlite;

/// The repairs that were given to others, so that each is paid once, whatever happens in between.
public final class RepairGrants {
    /// The tables: `known_root` are roots of shards that are nowhere now, which a repairer is to make again.
    public static final String SCHEMA = """
            CREATE TABLE known_root (
                segment BLOB NOT NULL,
                number INTEGER NOT NULL,
                root BLOB NOT NULL,
                PRIMARY KEY (segment, number)
            ) WITHOUT ROWID;
            CREATE TABLE repair_grant (
                task BLOB PRIMARY KEY,
                segment BLOB NOT NULL,
                lease BLOB NOT NULL,
                until INTEGER NOT NULL,
                settled INTEGER NOT NULL DEFAULT 0,
                json TEXT NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX repair_grant_open ON repair_grant(segment) WHERE settled = 0;
            """;

    private final Sqlite database;

    public RepairGrants(Sqlite database) {
        this.database = database;
    }

    /// A repair given to the provider of a lease.
    ///
    /// @param lease under which it is paid
    public record Given(LeaseId lease, RepairTask task) {}

    /// Notes a repair before its grant is handed out; the same task is given once.
    public void give(Given given, Instant until) {
        database.write(session -> session.update(
                "INSERT OR IGNORE INTO repair_grant(task, segment, lease, until, json) VALUES (?, ?, ?, ?, ?)",
                given.task().digest().bytes(),
                given.task().segment().bytes(),
                given.lease().bytes(),
                until.getEpochSecond(),
                given.task().toJson().toString()));
    }

    /// Repairs of a segment that were given and neither paid nor given up.
    public List<Given> open(Digest segment) {
        return database.read(session -> session.list(
                "SELECT lease, json FROM repair_grant WHERE segment = ? AND settled = 0", RepairGrants::given, (Object)
                        segment.bytes()));
    }

    /// Ends a repair.
    ///
    /// @return true the first time only: who ends it pays, or gives it up
    public boolean settle(RepairTask task) {
        return database.write(
                session -> session.update("UPDATE repair_grant SET settled = 1 WHERE task = ? AND settled = 0", (Object)
                                task.digest().bytes())
                        == 1);
    }

    private static Given given(Row row) {
        return new Given(
                LeaseId.of(row.bytes("lease")),
                RepairTask.from(Json.parseObject(row.text("json").getBytes(UTF_8))));
    }
}
