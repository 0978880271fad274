package souk.gateway.s3;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import souk.core.error.SoukException;
import souk.gateway.shared.Databases;
import souk.gateway.store.DiskSegmentStore;
import souk.gateway.store.GarbageCollector;
import souk.gateway.store.Metadata;
import souk.gateway.store.TenantId;
import souk.gateway.store.XorKeyWrap;
import souk.trust.sigv4.Credentials;

/// A door on this machine over a folder, with three accounts of two tenants. For tests and for trying
/// clients by hand.
final class LocalDoor implements AutoCloseable {
    static final String REGION = "us-east-1";
    static final Account OWNER = account("AKOWNER", "owner-secret", "acme");
    static final Account SECOND = account("AKSECOND", "second-secret", "acme");
    static final Account STRANGER = account("AKSTRANGER", "stranger-secret", "other");

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int SECRET = 32;

    private final Metadata metadata;
    private final DiskSegmentStore segments;
    private final WebServer server;
    private final List<Served> served = new CopyOnWriteArrayList<>();
    private final AccessLogs logs;

    private LocalDoor(Path folder, int port, S3Settings settings, InstantSource clock) {
        this(Metadata.open(folder.resolve("metadata.db")), folder.resolve("segments"), port, settings, clock);
    }

    private LocalDoor(Metadata metadata, Path segments, int port, S3Settings settings, InstantSource clock) {
        this.metadata = metadata;
        this.segments = new DiskSegmentStore(folder(segments));
        var accounts = List.of(OWNER, SECOND, STRANGER);
        var objects = new TenantObjects(settings, metadata, this.segments, new XorKeyWrap(), clock, new SecureRandom());
        this.logs = new AccessLogs(metadata, objects, clock, new SecureRandom());
        var service = new S3Service(
                settings,
                Accounts.of(accounts),
                metadata,
                this.segments,
                new XorKeyWrap(),
                clock,
                new SecureRandom(),
                this::record,
                ChangeGuard.NONE);
        this.server = S3Listener.configure(
                        WebServerConfig.builder()
                                .host("127.0.0.1")
                                .port(port)
                                .shutdownHook(false)
                                .shutdownGracePeriod(Duration.ofMillis(100)),
                        service)
                .build()
                .start();
    }

    static LocalDoor open(Path folder) {
        var standard = S3Settings.standard(REGION);
        var settings = new S3Settings(
                REGION,
                Optional.of("door.test"),
                Optional.of("web.test"),
                standard.maxBodies(),
                standard.maxWaiting(),
                standard.patience());
        return open(folder, settings);
    }

    static LocalDoor open(Path folder, S3Settings settings) {
        return new LocalDoor(folder, 0, settings, InstantSource.system());
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    Metadata metadata() {
        return metadata;
    }

    DiskSegmentStore segments() {
        return segments;
    }

    int collectGarbage(InstantSource clock) {
        return new GarbageCollector(metadata, segments, new XorKeyWrap(), clock).collect();
    }

    private void record(Served request) {
        logs.served(request);
        served.add(request);
    }

    /// Requests to a bucket that were served; that is told only after their answers were sent, so this waits for them.
    List<Served> served(String bucket, int count) throws InterruptedException {
        while (true) {
            var found = served.stream()
                    .filter(each -> each.access()
                            .filter(access -> access.target().bucket().equals(bucket))
                            .isPresent())
                    .toList();
            if (found.size() >= count) {
                return found;
            }
            Thread.sleep(PAUSE);
        }
    }

    /// Writes all that access logs have waiting.
    void deliverLogs() {
        logs.close();
    }

    @Override
    public void close() {
        server.stop();
        metadata.close();
    }

    private static Account account(String key, String secret, String tenant) {
        return new Account(new Credentials(key, secret), new TenantId(tenant), tenant);
    }

    private static Path folder(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Carries out lifecycle rules until a round is over.
    void carryOutLifecycle(Duration day, InstantSource clock) {
        var worker = new LifecycleWorker(metadata, day, clock, new SecureRandom());
        worker.step();
        while (worker.step()) {
            // One bounded step after the other.
        }
    }

    /// Serves until killed, as one of several whose segments are in the same folder.
    private static void serveShared(Path folder, int port, URI postgres, Path segments) throws InterruptedException {
        var databases = Databases.shared(
                folder, List.of("CREATE TABLE lease(id INTEGER PRIMARY KEY)"), postgres, new byte[SECRET], true);
        var settings = S3Settings.standard(REGION);
        try (databases;
                var door = new LocalDoor(databases.metadata(), segments, port, settings, InstantSource.system())) {
            while (door.server.isRunning()) {
                beat(databases);
                Thread.sleep(PAUSE);
            }
        }
    }

    private static void beat(Databases databases) {
        try {
            databases.keeper().beat();
            if (databases.keeper().mine()) {
                databases.keep();
            }
        } catch (SoukException e) {
            // PostgreSQL is away; it comes back.
            return;
        }
    }

    /// Serves until killed: `LocalDoor FOLDER PORT [SECONDS]`, where lifecycle days are so many seconds
    /// long, or `LocalDoor FOLDER PORT POSTGRES SEGMENTS`.
    @SuppressWarnings("SystemOut") // a program for the terminal
    static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 4) {
            serveShared(
                    folder(Path.of(arguments[0])),
                    Integer.parseInt(arguments[1]),
                    URI.create(arguments[2]),
                    Path.of(arguments[3]));
            return;
        }
        var folder = folder(Path.of(arguments[0]));
        var settings = S3Settings.standard(REGION);
        var day = arguments.length > 2 ? Duration.ofSeconds(Long.parseLong(arguments[2])) : LifecycleWorker.DAY;
        try (var door = new LocalDoor(folder, Integer.parseInt(arguments[1]), settings, InstantSource.system())) {
            System.out.println(door.uri() + " " + OWNER.credentials().accessKeyId() + " "
                    + OWNER.credentials().secretKey());
            var worker = new LifecycleWorker(door.metadata, day, InstantSource.system(), new SecureRandom());
            while (true) {
                worker.step();
                door.logs.step();
                Thread.sleep(PAUSE);
            }
        }
    }
}
