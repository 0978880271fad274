package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketSettings.Kind;
import souk.gateway.store.Metadata;

/// Writes down the requests to buckets whose owners want that, as objects in other buckets of theirs.
///
/// As in S3 that is done as well as can be: lines wait in memory, and those of the last seconds are lost with the
/// gateway.
public final class AccessLogs implements Served.Listener, AutoCloseable {
    /// How long lines wait for others. Short, since a crash loses them; an object each that time is not many.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /// How often to look whether they waited long enough.
    public static final Duration PACE = Duration.ofMillis(200);

    /// Bytes that may wait for one bucket; what comes on top is dropped, and told.
    static final int MAX_BYTES = 8 << 20;

    private static final int ID_BYTES = 8;
    private static final System.Logger LOG = System.getLogger(AccessLogs.class.getName());

    private final Metadata metadata;
    private final TenantObjects objects;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Batch> batches = new HashMap<>();
    private volatile Map<String, Source> sources = Map.of();

    /// @param objects writes the logs
    public AccessLogs(Metadata metadata, TenantObjects objects, InstantSource clock, SecureRandom random) {
        this.metadata = metadata;
        this.objects = objects;
        this.clock = clock;
        this.random = random;
        refresh();
    }

    private record Source(Bucket bucket, LoggingRule rule) {}

    /// Lines that wait to be written, of one bucket.
    private static final class Batch {
        final Instant begun;
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int dropped;

        Batch(Instant begun) {
            this.begun = begun;
        }
    }

    @Override
    public void served(Served request) {
        if (request.operation().equals("PutBucketLogging")) {
            refresh();
        }
        request.access().ifPresent(access -> {
            var source = sources.get(access.target().bucket());
            if (source != null) {
                add(source.bucket(), access.line(source.bucket().tenant(), request));
            }
        });
    }

    private void add(Bucket bucket, String line) {
        lock.lock();
        try {
            var batch = batches.computeIfAbsent(bucket.name().value(), _ -> new Batch(clock.instant()));
            if (batch.lines.size() > MAX_BYTES) {
                batch.dropped++;
                return;
            }
            batch.lines.writeBytes(line.getBytes(UTF_8));
        } finally {
            lock.unlock();
        }
    }

    /// Writes what waited long enough. Call it every [#PACE] from one thread.
    public void step() {
        deliver(clock.instant().minus(PATIENCE));
    }

    /// Writes all that waits.
    @Override
    public void close() {
        deliver(Instant.MAX);
    }

    private void deliver(Instant begun) {
        for (var name : due(begun)) {
            // Another gateway may have taken the setting, or back.
            refresh();
            var source = sources.get(name);
            if (source == null) {
                take(name);
            } else {
                deliver(source, name);
            }
        }
    }

    private List<String> due(Instant begun) {
        lock.lock();
        try {
            var names = new ArrayList<String>();
            batches.forEach((name, batch) -> {
                if (!batch.begun.isAfter(begun)) {
                    names.add(name);
                }
            });
            return names;
        } finally {
            lock.unlock();
        }
    }

    private Batch take(String name) {
        lock.lock();
        try {
            var batch = batches.remove(name);
            return batch == null ? new Batch(clock.instant()) : batch;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Source source, String name) {
        var batch = take(name);
        var key = source.rule().key(source.bucket(), batch.begun, clock.instant(), unique());
        try {
            objects.put(
                    source.bucket().tenant(),
                    source.rule().target(),
                    key,
                    new ByteArrayInputStream(batch.lines.toByteArray()),
                    "");
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.WARNING, "s3.log.failed bucket={0} reason={1}", name, e.getMessage());
            if (e.code() != ErrorCode.NOT_FOUND) {
                putBack(name, batch);
            }
            return;
        }
        if (batch.dropped > 0) {
            LOG.log(System.Logger.Level.WARNING, "s3.log.dropped bucket={0} lines={1}", name, batch.dropped);
        }
    }

    private void putBack(String name, Batch batch) {
        lock.lock();
        try {
            var again = new Batch(clock.instant());
            again.lines.writeBytes(batch.lines.toByteArray());
            again.lines.writeBytes(take(name).lines.toByteArray());
            batches.put(name, again);
        } finally {
            lock.unlock();
        }
    }

    private void refresh() {
        sources = metadata.settings().ofKind(Kind.LOGGING).entrySet().stream()
                .flatMap(each -> metadata.buckets().find(each.getKey()).stream()
                        .flatMap(bucket -> LoggingRule.parse(each.getValue().getBytes(UTF_8)).stream()
                                .map(rule -> new Source(bucket, rule))))
                .collect(Collectors.toUnmodifiableMap(
                        source -> source.bucket().name().value(), source -> source));
    }

    private String unique() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT);
    }
}
