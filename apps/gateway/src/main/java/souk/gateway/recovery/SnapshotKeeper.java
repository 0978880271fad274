package souk.gateway.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.net.Metrics;

/// Decides when a snapshot is due, and tells how old the newest one is.
public final class SnapshotKeeper {
    /// After one that failed: a copy of a large database should not be made in vain every few seconds.
    private static final Duration RETRY = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(SnapshotKeeper.class.getName());

    private final Snapshots snapshots;
    private final LogShipper log;
    private final Rhythm rhythm;
    private final LongSupplier writes;
    private final InstantSource clock;
    private long writesThen;
    private Instant notBefore = Instant.MIN;

    /// How often snapshots are taken.
    ///
    /// @param every after so long, if anything was written
    /// @param writes after so many commits, even if sooner
    public record Rhythm(Duration every, long writes) {
        private static final Duration SHORTEST = Duration.ofSeconds(10);

        /// A log of ten thousand commits is replayed in seconds, and one transaction a quarter of an hour
        /// costs little.
        private static final Rhythm DEFAULT = new Rhythm(Duration.ofMinutes(15), 10_000);

        public Rhythm {
            if (every.compareTo(SHORTEST) < 0 || writes < 1) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "snapshots are at least 10 seconds and one write apart");
            }
        }

        /// Reads `snapshotSeconds` and `snapshotWrites` of a market's file; both may be left out.
        public static Rhythm of(JsonObject json) {
            return new Rhythm(
                    json.has("snapshotSeconds") ? Duration.ofSeconds(json.integer("snapshotSeconds")) : DEFAULT.every,
                    json.has("snapshotWrites") ? json.integer("snapshotWrites") : DEFAULT.writes);
        }
    }

    /// @param writes commits so far
    public SnapshotKeeper(
            Snapshots snapshots, LogShipper log, Rhythm rhythm, LongSupplier writes, InstantSource clock) {
        this.snapshots = snapshots;
        this.log = log;
        this.rhythm = rhythm;
        this.writes = writes;
        this.clock = clock;
        this.writesThen = writes.getAsLong();
    }

    /// Takes a snapshot if one is due.
    ///
    /// @throws SoukException as [Snapshots#take]; it is tried again later
    public void tick() {
        var now = clock.instant();
        if (!now.isBefore(notBefore) && isDue(now)) {
            notBefore = now.plus(RETRY);
            take();
        }
    }

    /// Takes a snapshot now.
    ///
    /// @throws SoukException as [Snapshots#take]
    public JsonObject take() {
        long before = writes.getAsLong();
        finishLog();
        var taken = snapshots.take();
        synchronized (this) {
            writesThen = before;
        }
        return json(taken);
    }

    /// So that the snapshot before this one and the log are enough, should this one get lost.
    private void finishLog() {
        if (!hasSnapshot()) {
            return;
        }
        try {
            log.ship();
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.INFO, "log.behind code={0} reason={1}", e.code(), e.getMessage());
        }
    }

    private synchronized boolean isDue(Instant now) {
        var newest = snapshots.newest();
        long since = writes.getAsLong() - writesThen;
        return newest.isEmpty()
                || log.hasGap()
                || since >= rhythm.writes
                || since > 0 && !now.isBefore(newest.get().at().plus(rhythm.every));
    }

    /// Whether there is one that a log can follow.
    public boolean hasSnapshot() {
        return snapshots.newest().isPresent();
    }

    /// The newest snapshot; `none` before the first.
    public JsonObject status() {
        return snapshots
                .newest()
                .map(this::json)
                .orElseGet(() -> Json.object().put("state", "none").build());
    }

    private JsonObject json(RecoveryBook.Taken taken) {
        return Json.object()
                .put("state", "taken")
                .put("number", taken.number())
                .put("root", taken.root().hex())
                .put("at", taken.at().toString())
                .put("ageSeconds", Duration.between(taken.at(), clock.instant()).toSeconds())
                .put("bytes", taken.size())
                .build();
    }

    /// Shows the newest snapshot's age and size.
    public void watchedBy(Metrics metrics) {
        metrics.gauge(
                "souk_snapshot_age_seconds",
                "Age of the newest snapshot on the ledger; -1 before the first.",
                () -> snapshots
                        .newest()
                        .map(taken -> (double)
                                Duration.between(taken.at(), clock.instant()).toSeconds())
                        .orElse(-1.0));
        metrics.gauge(
                "souk_snapshot_bytes",
                "Size of the newest snapshot before compression.",
                () -> snapshots.newest().map(RecoveryBook.Taken::size).orElse(0L));
    }
}
