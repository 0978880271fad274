package souk.availability;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The custodian's side of [RecordHead]s: keeps the newest of each owner and refuses what is older, so that
/// a machine that was replaced learns of it from any of a third of the custodians.
///
/// Safe for use by many threads.
public final class HeadCustody {
    /// Owners kept; a head takes some 500 bytes.
    public static final int MAX_OWNERS = 10_000;

    private final HeadStore store;
    private final NodeSignatureCheck signatures;
    private final Duration term;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param term how long a head is kept after it was last told
    public HeadCustody(HeadStore store, NodeSignatureCheck signatures, Duration term, InstantSource clock) {
        this.store = store;
        this.signatures = signatures;
        this.term = term;
        this.clock = clock;
    }

    /// Keeps a head; it is durable on return. The same one again renews its term.
    ///
    /// @throws SoukException `BAD_SIGNATURE`; `CONFLICT` when another one is as new or newer;
    ///     `QUOTA_EXCEEDED`
    public void accept(RecordHead head) {
        if (!head.isGenuine(signatures)) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the head is not signed by " + head.owner());
        }
        lock.lock();
        try {
            var last = store.find(head.owner());
            if (last.filter(kept -> !kept.equals(head) && !head.isNewerThan(kept))
                    .isPresent()) {
                throw new SoukException(
                        ErrorCode.CONFLICT,
                        "a newer head is known: epoch " + last.get().epoch() + ", "
                                + last.get().sequence());
            }
            if (last.isEmpty() && store.count() >= MAX_OWNERS) {
                throw new SoukException(ErrorCode.QUOTA_EXCEEDED, "heads of " + MAX_OWNERS + " owners are kept");
            }
            store.put(head, clock.instant().plus(term));
        } finally {
            lock.unlock();
        }
    }

    /// The newest head of an owner.
    public Optional<RecordHead> find(String owner) {
        return store.find(owner);
    }

    /// Forgets heads whose term is over.
    public void tick() {
        store.expire(clock.instant());
    }
}
