package souk.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// The shared log of gateways in one process.
public final class InMemorySharedLog implements SharedLog {
    private final InstantSource clock;
    private final Map<String, TreeMap<Long, byte[]>> entries = new HashMap<>();
    private final Map<String, Long> heads = new HashMap<>();
    private final Map<String, Kept> snapshots = new HashMap<>();
    private final Map<String, Tenure> tenures = new HashMap<>();
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

    private record Kept(long sequence, List<byte[]> parts) {}

    private record Tenure(String holder, Instant until) {}

    public InMemorySharedLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Map<String, Long> heads() {
        return Map.copyOf(heads);
    }

    @Override
    public synchronized List<byte[]> after(String database, long sequence, long limitBytes) {
        var found = new ArrayList<byte[]>();
        var known = entries.getOrDefault(database, new TreeMap<>());
        long bytes = 0;
        for (long next = sequence + 1; known.containsKey(next) && (bytes == 0 || bytes < limitBytes); next++) {
            var entry = known.getOrDefault(next, new byte[0]);
            found.add(entry);
            bytes += entry.length;
        }
        return found;
    }

    @Override
    public Turn turn(String database) {
        var place = turns.computeIfAbsent(database, _ -> new Semaphore(1));
        place.acquireUninterruptibly();
        return new InMemoryTurn(database, place);
    }

    private final class InMemoryTurn implements Turn {
        private final String database;
        private final Semaphore place;
        private final TreeMap<Long, byte[]> added = new TreeMap<>();
        private boolean open = true;

        InMemoryTurn(String database, Semaphore place) {
            this.database = database;
            this.place = place;
        }

        @Override
        public long head() {
            return heads().getOrDefault(database, 0L);
        }

        @Override
        public void append(long sequence, byte[] entry) {
            added.put(sequence, entry);
        }

        @Override
        public void commit() {
            add(database, added);
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                place.release();
            }
        }
    }

    private synchronized void add(String database, TreeMap<Long, byte[]> added) {
        if (!added.isEmpty()) {
            entries.computeIfAbsent(database, _ -> new TreeMap<>()).putAll(added);
            heads.put(database, added.lastKey());
        }
    }

    @Override
    public synchronized Optional<Snapshot> snapshot(String database) {
        return Optional.ofNullable(snapshots.get(database))
                .map(kept -> new Snapshot(kept.sequence, kept.parts.iterator()));
    }

    @Override
    public synchronized void keep(String database, long sequence, Iterator<byte[]> parts) {
        var all = new ArrayList<byte[]>();
        parts.forEachRemaining(all::add);
        var before = Optional.ofNullable(snapshots.put(database, new Kept(sequence, all)));
        before.ifPresent(kept -> entries.getOrDefault(database, new TreeMap<>())
                .headMap(kept.sequence, true)
                .clear());
    }

    @Override
    public synchronized boolean hold(String role, String holder, Duration length) {
        var other = Optional.ofNullable(tenures.get(role))
                .filter(tenure -> !tenure.holder.equals(holder))
                .filter(tenure -> tenure.until.isAfter(clock.instant()));
        if (other.isPresent()) {
            return false;
        }
        tenures.put(role, new Tenure(holder, clock.instant().plus(length)));
        return true;
    }

    @Override
    public synchronized boolean held(String role) {
        return Optional.ofNullable(tenures.get(role))
                .filter(tenure -> tenure.until.isAfter(clock.instant()))
                .isPresent();
    }

    @Override
    public void close() {}
}
