package souk.node.auditor;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.assurance.EpochRandomness;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// The randomness of past epochs, fixed on the ledger by whichever auditor comes first.
final class Randomness implements EpochRandomness, LedgerFeed.Listener {
    private final Ledger ledger;
    private final Map<Long, Digest> pinned = new ConcurrentHashMap<>();

    Randomness(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void on(LedgerEntry entry) {
        if (entry.event() instanceof LedgerEvent.SeedPinned it) {
            pinned.put(it.epoch(), it.randomness());
        }
    }

    @Override
    public void reset() {
        pinned.clear();
    }

    @Override
    public Optional<Digest> of(long epoch) {
        return Optional.ofNullable(pinned.get(epoch));
    }

    /// Fixes the randomness of a past epoch unless that is done.
    void pin(long epoch) {
        if (pinned.containsKey(epoch)) {
            return;
        }
        try {
            ledger.submit(new LedgerCommand.PinSeed(epoch), Finality.INCLUDED)
                    .events(LedgerEvent.SeedPinned.class)
                    .forEach(it -> pinned.put(it.epoch(), it.randomness()));
        } catch (SoukException e) {
            System.getLogger(Randomness.class.getName())
                    .log(System.Logger.Level.DEBUG, "seed.unpinned epoch={0} reason={1}", epoch, e.getMessage());
        }
    }
}
