package souk.availability;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;
import souk.core.value.Address;

/// The custodian's side: takes pieces into custody, signs for them, gives them out.
///
/// Safe for use by many threads.
public final class Custody {
    /// Sets kept under one name. One piece cannot show whether its set gives the record of that name, so
    /// more than one is kept; one of each sender, so that nobody fills the places.
    public static final int MAX_SETS = 16;

    /// Pieces removed in one [#tick].
    private static final int SWEEP = 1_000;

    /// Bounds of what a custodian takes.
    ///
    /// @param quota bytes of all pieces
    /// @param term how long custody lasts
    public record Limits(long quota, Duration term) {
        public Limits {
            if (quota < 0 || term.isNegative()) {
                throw new IllegalArgumentException("limits are not negative");
            }
        }
    }

    private final Address self;
    private final NodeSigner signer;
    private final Committees committees;
    private final PieceStore store;
    private final Limits limits;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    public Custody(
            Address self,
            NodeSigner signer,
            Committees committees,
            PieceStore store,
            Limits limits,
            InstantSource clock) {
        this.self = self;
        this.signer = signer;
        this.committees = committees;
        this.store = store;
        this.limits = limits;
        this.clock = clock;
    }

    /// Takes a public piece into custody, see the other [#accept].
    public CustodySignature accept(String sender, long epoch, Piece piece) {
        return accept(sender, epoch, piece, Purpose.PUBLIC);
    }

    /// Takes a piece into custody; it is durable before the signature exists. The same piece again renews
    /// its term; from somebody else it makes it public, so that nobody ends custody of what others want
    /// too. A sender's new set of a private record replaces its old one: the committee has changed since.
    ///
    /// @param sender the identity that the sender's connection proved
    /// @throws SoukException `NOT_FOUND` for an unknown committee, `FORBIDDEN` when this node has not that
    ///     seat,
    ///     `CORRUPT` when the piece does not belong to its root, `QUOTA_EXCEEDED`, `CONFLICT` for too many
    ///     sets of one
    ///     name
    public CustodySignature accept(String sender, long epoch, Piece piece, Purpose purpose) {
        var committee = committees
                .at(epoch)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no committee of epoch " + epoch));
        checkSeat(committee, piece);
        if (!piece.isGenuine()) {
            throw new SoukException(ErrorCode.CORRUPT, "the piece does not belong to its root");
        }
        keep(new StoredPiece(piece, sender, clock.instant().plus(limits.term()), purpose));
        var statement = CustodySignature.statement(piece.set(), committee.digest(), piece.index());
        return new CustodySignature(self, piece.index(), "0x" + HexFormat.of().formatHex(signer.sign(statement)));
    }

    /// The pieces of a record in custody here, of all sets; none if there are none.
    public List<Piece> find(Cid cid) {
        return store.find(cid).stream().map(StoredPiece::piece).toList();
    }

    /// Ends custody of what a sender handed over as private; of anything else nothing.
    public void release(String sender, Cid cid) {
        lock.lock();
        try {
            store.find(cid).stream()
                    .filter(stored -> stored.isReleasedBy(sender))
                    .forEach(stored -> store.remove(stored.piece().set()));
        } finally {
            lock.unlock();
        }
    }

    /// Ends custody where its term is over.
    ///
    /// @return pieces removed; call again while it is positive
    public int tick() {
        lock.lock();
        try {
            var expired = store.expired(clock.instant(), SWEEP);
            expired.forEach(stored -> store.remove(stored.piece().set()));
            return expired.size();
        } finally {
            lock.unlock();
        }
    }

    private void checkSeat(Committee committee, Piece piece) {
        int seat = piece.index();
        if (piece.set().count() != committee.size()
                || seat < 0
                || seat >= committee.size()
                || !committee.members().get(seat).address().equals(self)) {
            throw new SoukException(
                    ErrorCode.FORBIDDEN, "seat " + seat + " of committee " + committee.epoch() + " is not here");
        }
    }

    private void keep(StoredPiece stored) {
        lock.lock();
        try {
            var set = stored.piece().set();
            var kept = store.find(set.cid());
            var known = kept.stream()
                    .filter(other -> other.piece().set().equals(set))
                    .findFirst();
            if (known.isPresent()) {
                store.put(renewed(known.get(), stored));
                return;
            }
            var replaced = kept.stream()
                    .filter(other -> stored.purpose() == Purpose.PRIVATE && other.isReleasedBy(stored.sender()))
                    .toList();
            checkRoom(
                    stored,
                    kept.stream().filter(other -> !replaced.contains(other)).toList());
            store.put(stored);
            replaced.forEach(other -> store.remove(other.piece().set()));
        } finally {
            lock.unlock();
        }
    }

    private static StoredPiece renewed(StoredPiece known, StoredPiece again) {
        boolean alone = known.isReleasedBy(again.sender()) && again.purpose() == Purpose.PRIVATE;
        return new StoredPiece(
                known.piece(), known.sender(), again.expiresAt(), alone ? Purpose.PRIVATE : Purpose.PUBLIC);
    }

    private void checkRoom(StoredPiece stored, List<StoredPiece> others) {
        if (others.size() >= MAX_SETS
                || others.stream().anyMatch(other -> other.sender().equals(stored.sender()))) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "other pieces are kept under " + stored.piece().set().cid());
        }
        if (store.usedBytes() + stored.piece().bytes().length > limits.quota()) {
            throw new SoukException(ErrorCode.QUOTA_EXCEEDED, "custody is full: " + limits.quota() + " bytes");
        }
    }
}
