package souk.sql.postgres;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import souk.sql.SharedLog;
import souk.sql.SharedLogContract;

final class PostgresLogTest extends SharedLogContract {
    @TempDir
    private static Path data = Path.of("");

    private static PostgresServer server;

    private SharedLog log;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        log = PostgresLog.open(server.newDatabase());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Override
    protected SharedLog log() {
        return log;
    }

    /// The clock is PostgreSQL's, which nobody can put forward.
    @Override
    protected void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
