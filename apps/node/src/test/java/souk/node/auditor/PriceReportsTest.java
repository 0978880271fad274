package souk.node.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.economy.PriceKey;
import souk.economy.Utilisation;
import souk.ledger.ChainId;
import souk.ledger.EventPosition;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sdk.market.PriceBoard;

final class PriceReportsTest {
    private static final Duration EPOCH = Duration.ofSeconds(60);
    private static final Region HERE = new Region("eu-west-1");
    private static final PriceKey KEY = new PriceKey(ResourceClass.STORAGE, new Address("0x" + "a".repeat(40)), HERE);
    private static final int TARGET = 700_000;

    private final PriceBoard board = new PriceBoard();
    private final Queue<LedgerCommand> sent = new ConcurrentLinkedQueue<>();
    private Instant now = Instant.ofEpochSecond(602);
    private List<Utilisation> sums = List.of(sum(3, 0));
    private boolean away;
    private final PriceReports reports = reports(sent::add);

    PriceReportsTest() {
        board.on(new LedgerEntry(
                new EventPosition(ChainId.evm(31_337), 1, Digest.ZERO, Digest.ZERO, 0),
                now,
                new LedgerEvent.PriceListed(
                        KEY.digest(),
                        KEY.resourceClass(),
                        KEY.asset(),
                        HERE.code(),
                        BigInteger.valueOf(1_000_000),
                        TARGET,
                        BigInteger.valueOf(500_000),
                        BigInteger.valueOf(8_000_000))));
    }

    @Test
    void reportsOnAnEpochOnceItIsOver() {
        reports.tick();
        now = Instant.ofEpochSecond(661);
        reports.tick();
        assertThat(sent).as("the newest block may still be of the epoch before").containsExactly(report(9, 0));

        now = Instant.ofEpochSecond(662);
        reports.tick();
        reports.tick();

        assertThat(sent).containsExactly(report(9, 0), report(10, 0));
    }

    @Test
    void sendsNothingThatHardlyMovesThePrice() {
        sums = List.of(sum(3, TARGET + 50_000));
        reports.tick();
        assertThat(sent).isEmpty();

        sums = List.of(sum(3, TARGET + 60_000));
        now = now.plus(EPOCH);
        reports.tick();
        assertThat(sent).hasSize(1);
    }

    @Test
    void sendsNothingOfTooFewProvidersOrOfAnotherRegion() {
        var elsewhere = new Region("elsewhere");
        sums = List.of(
                sum(2, 0), new Utilisation(ResourceClass.STORAGE, elsewhere, 9, BigInteger.TEN, BigInteger.ZERO));

        reports.tick();

        assertThat(sent).isEmpty();
    }

    @Test
    void asksAgainAfterTheRelayWasAway() {
        away = true;
        reports.tick();
        assertThat(sent).isEmpty();

        away = false;
        reports.tick();

        assertThat(sent).hasSize(1);
    }

    @Test
    void aRefusedReportIsNotSentAgain() {
        var refused = reports(command -> {
            sent.add(command);
            throw new SoukException(ErrorCode.LEDGER_REFUSED, "reported already");
        });

        refused.tick();
        refused.tick();

        assertThat(sent).hasSize(1);
    }

    private PriceReports reports(Consumer<LedgerCommand> ledger) {
        Supplier<List<Utilisation>> relay = () -> {
            if (away) {
                throw new SoukException(ErrorCode.UNAVAILABLE, "away");
            }
            return sums;
        };
        return new PriceReports(ledger, board, relay, EPOCH, () -> now);
    }

    private static LedgerCommand report(long epoch, int utilisation) {
        return new LedgerCommand.ReportUtilisation(KEY.digest(), epoch, utilisation);
    }

    private static Utilisation sum(int providers, long reserved) {
        return new Utilisation(
                ResourceClass.STORAGE, HERE, providers, BigInteger.valueOf(1_000_000), BigInteger.valueOf(reserved));
    }
}
