package souk.gateway.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import souk.availability.Committee;
import souk.availability.Heads;
import souk.availability.RecordHead;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.gateway.recovery.LogRecord.Part;
import souk.gateway.recovery.SealedRecord.Kind;
import souk.net.Metrics;
import souk.sql.Journal;
import souk.sql.LogEntry;
import souk.trust.NodeKey;

/// Sends what changed since the last time to the custodians, and tells them where it is.
///
/// What is in an earlier database has its shards in a later one. How far to send is therefore asked of the
/// earlier one first, and the later one's changes are sent first: whatever the log ends with, the objects
/// that it shows can be read.
public final class LogShipper {
    /// How often changes are sent: what a lost machine takes with it at most, once they are sent in time.
    public static final Duration PACE = Duration.ofSeconds(5);
    /// Of entries in one record, so that it fits whatever they are.
    private static final int ROOM = 900_000;
    /// Read of each journal at once.
    private static final int READ = 4 << 20;

    private static final System.Logger LOG = System.getLogger(LogShipper.class.getName());

    private final LinkedHashMap<String, Journal> journals;
    private final SealedRecords records;
    private final RecoveryBook book;
    private final Heads heads;
    private final Supplier<Committee> committee;
    private final NodeKey owner;
    private final Fence fence;
    private final long epoch;
    private final InstantSource clock;
    private volatile Instant complete;

    /// @param journals by database, in the order in which they are copied
    /// @param owner signs heads
    public LogShipper(
            Map<String, Journal> journals,
            SealedRecords records,
            RecoveryBook book,
            Heads heads,
            Supplier<Committee> committee,
            NodeKey owner,
            Fence fence,
            long epoch,
            InstantSource clock) {
        this.journals = new LinkedHashMap<>(journals);
        this.records = records;
        this.book = book;
        this.heads = heads;
        this.committee = committee;
        this.owner = owner;
        this.fence = fence;
        this.epoch = epoch;
        this.clock = clock;
        this.complete = Instant.EPOCH;
    }

    /// Sends all that was committed before the call. Calls that wait for another one's sending share what
    /// is left.
    ///
    /// @throws SoukException `NOT_FOUND` before the first snapshot; `CONFLICT` when another machine took
    ///     over; `TOO_FEW_PROVIDERS`
    public synchronized void ship() {
        var asked = clock.instant();
        var targets = targets();
        while (isBehind(targets)) {
            fence.require();
            send(next(targets));
        }
        complete = asked;
    }

    /// How far the databases are now.
    ///
    /// @throws SoukException `NOT_FOUND` before the first snapshot
    public Map<String, Long> targets() {
        if (book.newest().isEmpty()) {
            throw new SoukException(ErrorCode.NOT_FOUND, "there is no snapshot yet that changes could follow");
        }
        var targets = new HashMap<String, Long>();
        journals.forEach((name, journal) -> targets.put(name, journal.head().sequence()));
        return targets;
    }

    /// Whether the next snapshot has to carry what the log cannot: entries that were not kept long enough.
    synchronized boolean hasGap() {
        return journals.entrySet().stream()
                .anyMatch(entry -> entry.getValue().head().sequence() > book.sent(entry.getKey())
                        && entry.getValue().after(book.sent(entry.getKey()), 1).isEmpty());
    }

    /// Whether something up to there was not sent yet, by whoever sends.
    public boolean isBehind(Map<String, Long> targets) {
        return targets.entrySet().stream().anyMatch(target -> book.sent(target.getKey()) < target.getValue());
    }

    /// What fits into the next record, in order.
    private List<Part> next(Map<String, Long> targets) {
        var parts = new ArrayList<Part>();
        var room = ROOM;
        for (var each : journals.reversed().entrySet()) {
            var name = each.getKey();
            long sent = book.sent(name);
            if (sent >= targets.getOrDefault(name, 0L)) {
                continue;
            }
            var entries = each.getValue().after(sent, READ);
            if (entries.isEmpty()) {
                throw new SoukException(
                        ErrorCode.UNAVAILABLE, "changes of " + name + " were not kept: the next snapshot has them");
            }
            for (var entry : entries) {
                var bytes = entry.encode();
                if (bytes.length + Part.OVERHEAD > room && !parts.isEmpty()) {
                    return parts;
                }
                parts.addAll(cut(name, entry, bytes));
                room -= bytes.length + Part.OVERHEAD;
            }
        }
        return parts;
    }

    private static List<Part> cut(String name, LogEntry entry, byte[] bytes) {
        var parts = new ArrayList<Part>();
        for (int from = 0; from < bytes.length; from += ROOM) {
            int to = Math.min(bytes.length, from + ROOM);
            parts.add(new Part(
                    name, entry.sequence(), to == bytes.length, java.util.Arrays.copyOfRange(bytes, from, to)));
        }
        return parts;
    }

    /// Parts of one record, or one large entry in several records of which the head shows all or none.
    private void send(List<Part> parts) {
        int bytes = parts.stream()
                .mapToInt(part -> part.bytes().length + Part.OVERHEAD)
                .sum();
        var groups = bytes <= ROOM + Part.OVERHEAD
                ? List.of(parts)
                : parts.stream().map(List::of).toList();
        var before = new ArrayList<>(book.logs(LogRecord.WINDOW).stream()
                .map(RecoveryBook.Logged::cid)
                .toList());
        var sentNow = new ArrayList<Cid>();
        for (var group : groups) {
            var cid = records.publish(Kind.LOG, new LogRecord(before, group).encode());
            sentNow.add(cid);
            before.addFirst(cid);
            if (before.size() > LogRecord.WINDOW) {
                before.removeLast();
            }
        }
        announce(sentNow.getLast());
        var ends = new HashMap<String, Long>();
        parts.forEach(part -> ends.merge(part.database(), part.sequence(), Math::max));
        book.sent(sentNow, ends);
    }

    private void announce(Cid newest) {
        var head = RecordHead.sign(owner.did().text(), epoch, book.nextHead(), newest, owner::sign);
        try {
            heads.announce(head, committee.get());
        } catch (SoukException e) {
            if (e.code() == ErrorCode.CONFLICT) {
                LOG.log(System.Logger.Level.ERROR, "log.replaced reason={0}", e.getMessage());
                fence.stop();
            }
            throw e;
        }
    }

    /// How long ago all that was committed was with the custodians.
    public JsonObject status() {
        return Json.object().put("ageSeconds", age()).build();
    }

    private long age() {
        return complete.equals(Instant.EPOCH)
                ? -1
                : Duration.between(complete, clock.instant()).toSeconds();
    }

    public void watchedBy(Metrics metrics) {
        metrics.gauge(
                "souk_log_age_seconds",
                "How long ago all changes were with the custodians; -1 before the first time.",
                () -> (double) age());
    }
}
