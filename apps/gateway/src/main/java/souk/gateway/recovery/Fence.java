package souk.gateway.recovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;

/// Sees to it that of all machines with one root key only the newest works. Two at once would sign
/// inventories against each other, and providers would drop what the other one stores.
///
/// Each machine has an epoch. Whoever recovers anchors the next one on the ledger, waits for [#NOTICE], and
/// only then reads the last changes and works. The one before looks at the ledger every [#CHECK]; it ends
/// when it sees a later epoch, and when it has not been able to look for [#BLIND] it neither writes nor
/// pays until it can.
///
/// Clocks of both machines must run equally fast; they need not agree.
public final class Fence {
    /// How often the ledger is looked at.
    public static final Duration CHECK = Duration.ofSeconds(5);
    /// How long a machine works on without having seen the ledger.
    static final Duration BLIND = Duration.ofSeconds(30);
    /// After so long the machine before has noticed: its blind time, one look under way, and a margin.
    public static final Duration NOTICE = Duration.ofSeconds(45);

    private final long epoch;
    private final Supplier<Digest> newest;
    private final Supplier<List<Anchor>> anchors;
    private final Predicate<Digest> ours;
    private final LongSupplier nanos;
    private Digest seen = Digest.ZERO;
    private long seenAt;
    private boolean replaced;

    /// @param epoch of this machine
    /// @param newest the account's newest root, asked of the ledger itself
    /// @param anchors all that the account anchored, as far as it was indexed
    /// @param ours whether a snapshot was taken by this machine; it may have forgotten older ones
    /// @param nanos a clock that never jumps
    public Fence(
            long epoch,
            Supplier<Digest> newest,
            Supplier<List<Anchor>> anchors,
            Predicate<Digest> ours,
            LongSupplier nanos) {
        this.epoch = epoch;
        this.newest = newest;
        this.anchors = anchors;
        this.ours = ours;
        this.nanos = nanos;
        this.seenAt = nanos.getAsLong() - BLIND.toNanos() - 1;
    }

    /// Looks at the ledger.
    ///
    /// @throws SoukException `UNAVAILABLE` when it cannot be reached, or its events are not indexed yet
    public void check() {
        long begun = nanos.getAsLong();
        var root = newest.get();
        if (!root.equals(seen)) {
            judge(root);
        }
        synchronized (this) {
            seen = root;
            seenAt = begun;
        }
    }

    /// A snapshot of this machine's epoch that it did not take is from a copy of its folder. Of two that
    /// take over at once the second gives up by itself.
    private void judge(Digest root) {
        var all = anchors.get();
        if (!root.equals(Digest.ZERO)
                && all.stream().noneMatch(anchor -> anchor.root().equals(root))) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the newest anchor is not indexed yet");
        }
        if (all.stream().anyMatch(anchor -> anchor.epoch() > epoch) || isCopied(all)) {
            stop();
        }
    }

    /// Of our own snapshots the oldest are forgotten: what came before those that are known was judged when
    /// it was new.
    private boolean isCopied(List<Anchor> all) {
        var snapshots = all.stream()
                .filter(anchor -> anchor.epoch() == epoch && anchor.isSnapshot())
                .map(Anchor::root)
                .toList();
        return !snapshots.isEmpty()
                && (snapshots.stream().noneMatch(ours)
                        || snapshots.stream().dropWhile(ours.negate()).anyMatch(ours.negate()));
    }

    /// Another machine took over, as somebody else learned.
    synchronized void stop() {
        replaced = true;
    }

    /// Whether another machine took over: then this one must end.
    public synchronized boolean isReplaced() {
        return replaced;
    }

    /// Lets this machine write and pay.
    ///
    /// @throws SoukException `FORBIDDEN` when another one took over, `UNAVAILABLE` when that is not known
    public synchronized void require() {
        if (replaced) {
            throw new SoukException(
                    ErrorCode.FORBIDDEN,
                    "another machine recovered this gateway with its root key and works in its place: this one must"
                            + " not. Delete this folder, or recover here to take over again");
        }
        long blind = nanos.getAsLong() - seenAt;
        if (blind > BLIND.toNanos()) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "the ledger was not seen for " + TimeUnit.NANOSECONDS.toSeconds(blind)
                            + " s, so another machine may have taken over");
        }
    }
}
