package souk.node.auditor;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import souk.core.error.SoukException;
import souk.economy.Utilisation;
import souk.ledger.LedgerCommand;
import souk.sdk.market.PriceBoard;

/// Reports to the price index how much was reserved when an epoch ended. Sums come from the relay; what
/// would move a price by less than a hundredth is not reported, so that an idle or a balanced market sends
/// no transactions.
final class PriceReports {
    /// The least part of a price that a report must move.
    private static final BigInteger WORTH = BigInteger.valueOf(100);
    /// The newest block may be that much older than our clock says.
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(PriceReports.class.getName());

    private final Consumer<LedgerCommand> ledger;
    private final PriceBoard board;
    private final Supplier<List<Utilisation>> sums;
    private final Duration epoch;
    private final InstantSource clock;
    private long reported;

    /// @param ledger takes a report, or refuses it with a [SoukException]
    /// @param sums asks the relay
    PriceReports(
            Consumer<LedgerCommand> ledger,
            PriceBoard board,
            Supplier<List<Utilisation>> sums,
            Duration epoch,
            InstantSource clock) {
        this.ledger = ledger;
        this.board = board;
        this.sums = sums;
        this.epoch = epoch;
        this.clock = clock;
    }

    /// Reports on the epoch that ended last, once. A relay that is away is asked again.
    void tick() {
        long ended = clock.instant().minus(MARGIN).getEpochSecond() / epoch.toSeconds() - 1;
        if (ended <= reported) {
            return;
        }
        try {
            report(ended, sums.get());
            reported = ended;
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "price.unknown epoch={0} reason={1}",
                    Long.toString(ended),
                    e.getMessage());
        }
    }

    private void report(long ended, List<Utilisation> known) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var listed : board.all()) {
                worth(listed, known)
                        .ifPresent(utilisation -> threads.execute(() -> report(listed, ended, utilisation)));
            }
        }
    }

    /// What to report of a price, if anything.
    private static OptionalInt worth(PriceBoard.Listed listed, List<Utilisation> known) {
        var key = listed.key();
        return known.stream()
                .filter(it ->
                        it.resourceClass() == key.resourceClass() && it.region().equals(key.region()))
                .flatMapToInt(it -> it.partsPerMillion().stream())
                .filter(it -> listed.terms()
                                .next(listed.price(), it)
                                .subtract(listed.price())
                                .abs()
                                .multiply(WORTH)
                                .compareTo(listed.price())
                        >= 0)
                .findFirst();
    }

    private void report(PriceBoard.Listed listed, long ended, int utilisation) {
        try {
            ledger.accept(new LedgerCommand.ReportUtilisation(listed.key().digest(), ended, utilisation));
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "price.unreported class={0} region={1} reason={2}",
                    listed.key().resourceClass(),
                    listed.key().region(),
                    e.getMessage());
        }
    }
}
