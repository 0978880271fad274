package souk.sql.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A real PostgreSQL on a port of this machine, which can be killed and started again on its data.
public final class PostgresServer implements AutoCloseable {
    private final Path data;
    private EmbeddedPostgres server;
    private int databases;

    private PostgresServer(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    /// @param folder without a server's data yet
    public static PostgresServer start(Path folder) {
        var data = folder.resolve("postgres");
        return new PostgresServer(data, run(data, 0));
    }

    private static EmbeddedPostgres run(Path data, int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    // The library turns it off for speed.
                    .setServerConfig("fsync", "on")
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /// The address of a database that is made for it.
    public URI newDatabase() {
        var name = "souk" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return address(port(), name);
    }

    /// The same database by another port.
    public static URI address(int port, String database) {
        return URI.create("postgres://postgres:postgres@127.0.0.1:" + port + "/" + database);
    }

    /// Ends it as a power cut would, but for what its kernel still writes.
    public void kill() {
        try {
            long id = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            var process = ProcessHandle.of(id).orElseThrow();
            var children = process.children().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            process.onExit().get(30, TimeUnit.SECONDS);
            for (var child : children) {
                child.onExit().get(30, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts it where it was.
    public void restart() {
        int port = port();
        close();
        server = run(data, port);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
