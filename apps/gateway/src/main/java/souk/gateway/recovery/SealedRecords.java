package souk.gateway.recovery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import souk.availability.Committee;
import souk.availability.Custodian;
import souk.availability.CustodianClient;
import souk.availability.Dispersal;
import souk.availability.NodeSignatureCheck;
import souk.availability.Purpose;
import souk.core.error.SoukException;
import souk.core.record.Cid;
import souk.core.seal.SealKey;
import souk.gateway.recovery.SealedRecord.Kind;

/// The gateway's own records in custody: sealed, private, sent once while they last.
public final class SealedRecords {
    /// Custody lasts 90 days; what is needed longer is sent again well before.
    static final Duration RENEWAL = Duration.ofDays(30);
    /// When the committee has changed, records are sent to the new one, but not more often than this.
    static final Duration RESETTLING = Duration.ofDays(1);
    /// Names in one release; custodians take a thousand.
    private static final int RELEASED_AT_ONCE = 1_000;

    private static final System.Logger LOG = System.getLogger(SealedRecords.class.getName());

    private final SealKey key;
    private final CustodianClient custodians;
    private final Dispersal dispersal;
    private final Supplier<Committee> committee;
    private final RecoveryBook book;
    private final InstantSource clock;

    public SealedRecords(
            SealKey key,
            CustodianClient custodians,
            NodeSignatureCheck signatures,
            Supplier<Committee> committee,
            RecoveryBook book,
            InstantSource clock) {
        this.key = key;
        this.custodians = custodians;
        this.dispersal = new Dispersal(custodians, signatures);
        this.committee = committee;
        this.book = book;
        this.clock = clock;
    }

    /// Seals and disperses; at once when the custodians have it already.
    ///
    /// @throws SoukException as [Dispersal#disperse]
    Cid publish(Kind kind, byte[] plain) {
        var record = SealedRecord.seal(key, kind, plain);
        var cid = Cid.of(record);
        var members = committee.get();
        var now = clock.instant();
        if (!book.isKept(cid, members.digest(), now.minus(RENEWAL), now.minus(RESETTLING))) {
            dispersal.disperse(record, members, Purpose.PRIVATE);
            book.kept(cid, members.digest(), now);
        }
        return cid;
    }

    /// Ends custody, as far as custodians can be reached; elsewhere it ends with its term.
    void release(Collection<Cid> cids) {
        var all = List.copyOf(cids);
        for (int from = 0; from < all.size(); from += RELEASED_AT_ONCE) {
            var some = all.subList(from, Math.min(all.size(), from + RELEASED_AT_ONCE));
            var threads = committee.get().members().stream()
                    .map(member -> Thread.startVirtualThread(() -> release(member, some)))
                    .toList();
            for (var thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void release(Custodian member, List<Cid> cids) {
        try {
            custodians.release(member, cids);
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "release.failed custodian={0} code={1} reason={2}",
                    member.address(),
                    e.code(),
                    e.getMessage());
        }
    }
}
