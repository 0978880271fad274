package souk.gateway.market;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.assurance.AuditVerdict;
import souk.assurance.EpochOutcome;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sql.Sqlite;

/// Follows in what condition storage leases are: by the ledger, by when their providers were last heard
/// of, and by what auditors showed.
///
/// When providers were heard of is not kept over a restart; each then has the whole limit again. A
/// failed audit is.
public final class LeaseWatch {
    /// The table.
    public static final String SCHEMA = """
        CREATE TABLE failed_audit (
            lease BLOB PRIMARY KEY,
            at INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    /// A provider that failed an audit is trusted again with new shards after so long.
    private static final Duration DISTRUST = Duration.ofDays(1);

    private final LeaseIndex index;
    private final StoragePolicy policy;
    private final Sqlite database;
    private final InstantSource clock;
    private final Instant started;
    private final Map<Address, Instant> heard = new ConcurrentHashMap<>();
    private final Map<LeaseId, Instant> failed = new ConcurrentHashMap<>();

    public LeaseWatch(LeaseIndex index, StoragePolicy policy, Sqlite database, InstantSource clock) {
        this.index = index;
        this.policy = policy;
        this.database = database;
        this.clock = clock;
        this.started = clock.instant();
        reload();
    }

    /// Reads again what audits showed, which another gateway may have noted.
    public void reload() {
        database.read(session -> session.list(
                        "SELECT lease, at FROM failed_audit",
                        row -> Map.entry(LeaseId.of(row.bytes("lease")), Instant.ofEpochSecond(row.number("at")))))
                .forEach(audit -> failed.put(audit.getKey(), audit.getValue()));
    }

    /// A provider answered.
    public void heard(Address provider) {
        heard.put(provider, clock.instant());
    }

    /// What auditors found of an epoch.
    public void audited(List<EpochOutcome> outcomes) {
        var now = clock.instant();
        var bad = outcomes.stream()
                .filter(LeaseWatch::showsLoss)
                .map(EpochOutcome::lease)
                .collect(Collectors.toSet());
        if (!bad.isEmpty()) {
            keep(bad, now);
        }
    }

    /// Silence shows no loss: whoever is away is noticed by its absence, and whoever only avoids
    /// auditors is challenged on the ledger.
    private static boolean showsLoss(EpochOutcome outcome) {
        return outcome instanceof EpochOutcome.Failed failed && failed.kind() != AuditVerdict.FailureKind.NO_ANSWER;
    }

    private void keep(Set<LeaseId> bad, Instant now) {
        bad.forEach(lease -> failed.put(lease, now));
        database.write(session -> {
            session.update(
                    "DELETE FROM failed_audit WHERE at < ?", now.minus(DISTRUST).getEpochSecond());
            bad.forEach(lease -> session.update(
                    "INSERT OR REPLACE INTO failed_audit VALUES (?, ?)", lease.bytes(), now.getEpochSecond()));
            return true;
        });
    }

    /// In what condition a lease is; one that is not known has ended.
    public LeaseCondition of(LeaseId id) {
        return index.find(id).map(this::of).orElse(LeaseCondition.ENDED);
    }

    public LeaseCondition of(Lease lease) {
        var now = clock.instant();
        if (lease.settled() || !lease.endsAt().isAfter(now)) {
            return LeaseCondition.ENDED;
        }
        if (distrusted(lease, now)) {
            return LeaseCondition.FAILED;
        }
        if (lastHeard(lease.provider()).plus(policy.offline()).isBefore(now)) {
            return LeaseCondition.OFFLINE;
        }
        return lease.takesMore(now, policy.renewBefore()) ? LeaseCondition.HEALTHY : LeaseCondition.ENDING;
    }

    private boolean distrusted(Lease lease, Instant now) {
        var audited = Stream.ofNullable(failed.get(lease.id()));
        var challenged = lease.history().stream()
                .filter(entry -> entry.event() instanceof LedgerEvent.ChallengeFailed)
                .map(LedgerEntry::at);
        return Stream.concat(audited, challenged)
                .anyMatch(at -> at.plus(DISTRUST).isAfter(now));
    }

    private Instant lastHeard(Address provider) {
        var last = heard.get(provider);
        return last == null ? started : last;
    }
}
