package souk.gateway.shared;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.recovery.RecoveryBook;
import souk.gateway.store.Metadata;
import souk.sql.Replicas;
import souk.sql.SharedLog;
import souk.sql.SnapshotFile;
import souk.sql.Sqlite;
import souk.sql.postgres.PostgresLog;

/// A gateway's databases: its own, or copies that follow a log which several gateways share.
///
/// @param market what it knows of leases, shards and payments
/// @param book what of both is at the custodians
public record Databases(Metadata metadata, Sqlite market, RecoveryBook book, Keeper keeper, Optional<Shared> shared)
        implements AutoCloseable {
    private static final String METADATA = "metadata";
    private static final String MARKET = "market";
    private static final String RECOVERY = "recovery";
    /// Entries since the last snapshot that a newcomer replays in a few seconds.
    static final long SNAPSHOT_ENTRIES = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final System.Logger LOG = System.getLogger(Databases.class.getName());

    /// @param scratch for copies on their way into the log
    record Shared(SharedLog log, Path scratch) {}

    /// @param folder of this gateway
    public static Databases alone(Path folder, List<String> marketSchema) {
        return new Databases(
                Metadata.open(folder.resolve("gateway.db")),
                Sqlite.openJournaled(folder.resolve("market.db"), marketSchema),
                RecoveryBook.open(folder),
                Keeper.alone(),
                Optional.empty());
    }

    /// Opens copies that follow the log in PostgreSQL.
    ///
    /// @param root a secret that all gateways of the namespace have
    /// @param first whether this gateway may put what it has into an empty log; the others wait for that, so
    ///     that none begins a namespace of its own
    public static Databases shared(Path folder, List<String> marketSchema, URI postgres, byte[] root, boolean first) {
        var random = new SecureRandom();
        var log = patiently(() -> new SealedLog(PostgresLog.open(postgres), root, random));
        try {
            patiently(() -> first || requireBegun(log));
            return shared(folder, marketSchema, log, random, System::nanoTime);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static boolean requireBegun(SharedLog log) {
        if (!log.heads().keySet().containsAll(List.of(RECOVERY, METADATA, MARKET))) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the first gateway has to start before the others");
        }
        return true;
    }

    static Databases shared(
            Path folder, List<String> marketSchema, SharedLog log, SecureRandom random, LongSupplier nanos) {
        var start = new byte[8];
        random.nextBytes(start);
        var gateway = HexFormat.of().formatHex(start);
        var keeper = Keeper.among(log, gateway, nanos);
        keeper.beat();
        // First, since it tells a log that is not of this recovery.
        var recovery = patiently(
                () -> Sqlite.openShared(folder.resolve(RecoveryBook.FILE), RecoveryBook.MIGRATIONS, log, RECOVERY));
        var metadata =
                patiently(() -> Sqlite.openShared(folder.resolve("gateway.db"), Metadata.MIGRATIONS, log, METADATA));
        var market = patiently(() -> Sqlite.openShared(folder.resolve("market.db"), marketSchema, log, MARKET));
        var replicas = new Replicas(log, Map.of(RECOVERY, recovery, METADATA, metadata, MARKET, market));
        return new Databases(
                Metadata.over(metadata, gateway, replicas::refresh),
                market,
                RecoveryBook.over(recovery),
                keeper,
                Optional.of(new Shared(log, folder.resolve("snapshot.db"))));
    }

    /// PostgreSQL may start after us, and a first gateway may not have put its snapshot there yet.
    private static <T> T patiently(Supplier<T> opening) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return opening.get();
            } catch (SoukException e) {
                if (e.code() != ErrorCode.UNAVAILABLE || System.nanoTime() > end) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    /// Makes the copies as new as the log.
    public void refresh() {
        metadata.refresh();
    }

    /// What the keeper does for the others: gives up the uploads of gateways that are gone, and puts a
    /// snapshot of what grew long into the log.
    public void keep() {
        shared.ifPresent(own -> {
            metadata.refresh();
            metadata.bodies().drafters().stream()
                    .filter(gateway -> !keeper.present(gateway))
                    .forEach(gone -> LOG.log(
                            System.Logger.Level.INFO,
                            "drafts.abandoned gateway={0} bodies={1}",
                            gone,
                            metadata.bodies().abandonDrafts(gone)));
            snapshot(own, METADATA, metadata.database());
            snapshot(own, MARKET, market);
            snapshot(own, RECOVERY, book.database());
        });
    }

    private static void snapshot(Shared own, String name, Sqlite database) {
        var last = own.log.snapshot(name).map(SharedLog.Snapshot::sequence);
        long grown = database.journal().head().sequence() - last.orElse(0L);
        boolean headless = last.isEmpty() && own.log.after(name, 0, 1).isEmpty();
        if (headless || grown > SNAPSHOT_ENTRIES) {
            SnapshotFile.keep(database, own.log, name, own.scratch);
            LOG.log(System.Logger.Level.INFO, "snapshot.kept database={0}", name);
        }
    }

    @Override
    public void close() {
        keeper.close();
        metadata.close();
        market.close();
        book.close();
        shared.ifPresent(own -> own.log.close());
    }
}
