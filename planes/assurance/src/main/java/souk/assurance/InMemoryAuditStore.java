package souk.assurance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// An [AuditStore] that forgets everything at the end of the process.
public final class InMemoryAuditStore implements AuditStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LeaseId, TreeMap<Long, AuditEntry.Decided>> decided = new HashMap<>();
    private final Map<LeaseId, LeaseWatch> watches = new HashMap<>();
    private final Map<Digest, AuditEntry.Disputed> disputes = new LinkedHashMap<>();
    private final Set<Digest> ended = new LinkedHashSet<>();
    private final Map<Address, AuditScore> scores = new HashMap<>();
    private final Map<Address, Deque<AuditEntry>> changes = new HashMap<>();

    @Override
    public void append(AuditEntry entry) {
        lock.lock();
        try {
            switch (entry) {
                case AuditEntry.Decided one -> decide(one);
                case AuditEntry.Disputed one -> begin(one);
                case AuditEntry.Settled one -> settle(one);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<EpochOutcome> outcome(LeaseId lease, long epoch) {
        lock.lock();
        try {
            return Optional.ofNullable(
                            decided.getOrDefault(lease, new TreeMap<>()).get(epoch))
                    .map(AuditEntry.Decided::outcome);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LeaseWatch watch(LeaseId lease) {
        lock.lock();
        try {
            return watches.getOrDefault(lease, LeaseWatch.of(lease));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<DisputeCase> openDisputes() {
        lock.lock();
        try {
            return disputes.values().stream().map(AuditEntry.Disputed::dispute).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<AuditScore> score(Address provider) {
        lock.lock();
        try {
            return Optional.ofNullable(scores.get(provider));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<ScoreChange> changes(Address provider, int limit) {
        lock.lock();
        try {
            return changes.getOrDefault(provider, new ArrayDeque<>()).reversed().stream()
                    .map(InMemoryAuditStore::changeOf)
                    .limit(limit)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// The entries that lead to this state, oldest first for each provider; a store that has taken them in
    /// knows what this one knows.
    List<AuditEntry> entries() {
        lock.lock();
        try {
            var kept = new LinkedHashSet<AuditEntry>();
            disputes.values().forEach(kept::add);
            changes.values().forEach(kept::addAll);
            var older = new ArrayList<AuditEntry>();
            decided.values()
                    .forEach(epochs -> epochs.values().stream()
                            .filter(entry -> !kept.contains(entry))
                            .forEach(older::add));
            older.addAll(kept);
            return older;
        } finally {
            lock.unlock();
        }
    }

    private void decide(AuditEntry.Decided entry) {
        LeaseId lease = entry.outcome().lease();
        var epochs = decided.computeIfAbsent(lease, fresh -> new TreeMap<>());
        if (epochs.putIfAbsent(entry.outcome().epoch(), entry) != null) {
            return;
        }
        if (epochs.size() > KEPT_OUTCOMES) {
            epochs.pollFirstEntry();
        }
        watches.put(lease, entry.watch());
        change(entry.change(), entry);
    }

    private void begin(AuditEntry.Disputed entry) {
        if (!ended.contains(entry.dispute().id())) {
            disputes.put(entry.dispute().id(), entry);
        }
    }

    private void settle(AuditEntry.Settled entry) {
        Digest id = entry.dispute().id();
        if (!ended.add(id)) {
            return;
        }
        disputes.remove(id);
        if (ended.size() > KEPT_DISPUTES) {
            ended.remove(ended.iterator().next());
        }
        change(entry.change(), entry);
    }

    private void change(ScoreChange change, AuditEntry entry) {
        scores.put(change.provider(), change.after());
        var log = changes.computeIfAbsent(change.provider(), fresh -> new ArrayDeque<>());
        log.addLast(entry);
        if (log.size() > KEPT_CHANGES) {
            log.removeFirst();
        }
    }

    private static ScoreChange changeOf(AuditEntry entry) {
        return switch (entry) {
            case AuditEntry.Decided one -> one.change();
            case AuditEntry.Settled one -> one.change();
            case AuditEntry.Disputed one -> throw new IllegalStateException("opening a dispute changes no score");
        };
    }
}
