package souk.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import souk.ledger.Outbox;
import souk.ledger.OutboxContract;

final class SqliteOutboxTest extends OutboxContract {
    @TempDir
    private Path folder;

    private final List<Sqlite> opened = new ArrayList<>();

    @Override
    protected Outbox outbox() {
        var database = Sqlite.open(folder.resolve("t.db"), LedgerSchema.MIGRATIONS);
        opened.add(database);
        return new SqliteOutbox(database);
    }

    @AfterEach
    void close() {
        opened.forEach(Sqlite::close);
    }
}
