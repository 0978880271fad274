package souk.node.relay;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// Moves base prices once the time to report on an epoch is over. Anyone may; somebody has to.
final class PriceSettler implements LedgerFeed.Listener {
    /// The newest block may be that much older than our clock says.
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(PriceSettler.class.getName());

    private final Ledger ledger;
    private final Duration epoch;
    private final InstantSource clock;
    private final Map<Due, Integer> reports = new ConcurrentHashMap<>();

    private record Due(long epoch, Digest key) {}

    PriceSettler(Ledger ledger, Duration epoch, InstantSource clock) {
        this.ledger = ledger;
        this.epoch = epoch;
        this.clock = clock;
    }

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.UtilisationReported it -> reports.merge(new Due(it.epoch(), it.key()), 1, Integer::sum);
            case LedgerEvent.PriceMoved it ->
                reports.keySet().removeIf(due -> due.key.equals(it.key()) && due.epoch <= it.epoch());
            default -> {
                // The rest moves no price.
            }
        }
    }

    @Override
    public void reset() {
        reports.clear();
    }

    /// Settles what is due, all at once.
    void tick() {
        var due = due();
        if (due.isEmpty()) {
            return;
        }
        int quorum = ledger.parameters().priceQuorum();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : due) {
                int count = Optional.ofNullable(reports.remove(each)).orElse(0);
                if (count >= quorum) {
                    threads.execute(() -> settle(each));
                }
            }
        }
    }

    /// Reports on an epoch are taken until the next one is over.
    private List<Due> due() {
        long over = clock.instant().minus(MARGIN).getEpochSecond() / epoch.toSeconds() - 2;
        return reports.keySet().stream()
                .filter(it -> it.epoch <= over)
                .sorted(Comparator.comparingLong(Due::epoch))
                .toList();
    }

    private void settle(Due due) {
        try {
            ledger.submit(new LedgerCommand.SettlePrice(due.key, due.epoch), Finality.INCLUDED);
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "price.unsettled key={0} epoch={1} reason={2}",
                    due.key,
                    Long.toString(due.epoch),
                    e.getMessage());
        }
    }
}
