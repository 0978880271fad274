package souk.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import souk.ledger.EventIndex;
import souk.ledger.EventIndexContract;

final class SqliteEventIndexTest extends EventIndexContract {
    @TempDir
    private Path folder;

    private final List<Sqlite> opened = new ArrayList<>();

    @Override
    protected EventIndex index() {
        var database = Sqlite.open(folder.resolve("t.db"), LedgerSchema.MIGRATIONS);
        opened.add(database);
        return new SqliteEventIndex(database);
    }

    @AfterEach
    void close() {
        opened.forEach(Sqlite::close);
    }
}
