package souk.node.auditor;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.assurance.CoSignedRoot;
import souk.assurance.Disputes;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Signed;
import souk.core.record.Cid;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// Challenges on the ledger. How they stand follows from its events.
final class LedgerDisputes implements Disputes, LedgerFeed.Listener {
    private final Ledger ledger;
    private final Map<Digest, Known> known = new ConcurrentHashMap<>();

    private record Known(LeaseId lease, long epoch, long index, Digest root, Status status) {
        Known as(Status next) {
            return new Known(lease, epoch, index, root, next);
        }
    }

    LedgerDisputes(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.ChallengeOpened it ->
                known.put(
                        it.challenge(),
                        new Known(it.lease(), it.epoch(), it.index(), it.root(), new Open(it.deadline())));
            case LedgerEvent.ChallengeAnswered it ->
                known.computeIfPresent(it.challenge(), (id, was) -> was.as(new Answered()));
            case LedgerEvent.ChallengeFailed it ->
                known.computeIfPresent(it.challenge(), (id, was) -> was.as(new Lost()));
            default -> {
                // Not about challenges.
            }
        }
    }

    @Override
    public void reset() {
        known.clear();
    }

    @Override
    public Digest open(CoSignedRoot inventory, long number, Cid evidence) {
        var standing = find(inventory, number);
        if (standing.isPresent()) {
            return standing.get();
        }
        var command = new LedgerCommand.OpenChallenge(
                new Signed<>(inventory.root(), inventory.provider()), number, evidence.digest());
        try {
            return ledger.submit(command, Finality.INCLUDED).events(LedgerEvent.ChallengeOpened.class).stream()
                    .findFirst()
                    .map(LedgerEvent.ChallengeOpened::challenge)
                    .orElseThrow(
                            () -> new SoukException(ErrorCode.INTERNAL, "a challenge was opened without its event"));
        } catch (SoukException e) {
            // The other auditor may have been faster; its event is on the way.
            return find(inventory, number).orElseThrow(() -> e);
        }
    }

    private Optional<Digest> find(CoSignedRoot inventory, long number) {
        var root = inventory.root();
        return known.entrySet().stream()
                .filter(it -> it.getValue().lease().equals(root.lease())
                        && it.getValue().epoch() == root.epoch()
                        && it.getValue().index() == number
                        && it.getValue().root().equals(root.root()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public Status status(Digest dispute) {
        var found = known.get(dispute);
        return found == null ? new Unknown() : found.status();
    }

    @Override
    public void resolve(Digest dispute) {
        ledger.submit(new LedgerCommand.ResolveChallenge(dispute), Finality.INCLUDED);
    }
}
