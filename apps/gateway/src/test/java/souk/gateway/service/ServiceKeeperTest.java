package souk.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.ResourceClass;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.Reading;
import souk.core.service.ServiceReading;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.gateway.cost.LedgerOfLeases;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseTerms;
import souk.ledger.ChainId;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.EventPosition;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerEvent.EpochOutcome;
import souk.sql.Sqlite;

@Timeout(60) // what never comes must fail, not hang
final class ServiceKeeperTest {
    private static final Duration EPOCH = Duration.ofSeconds(60);
    private static final long FIRST = 100;
    private static final Address PAYER = address('a');
    private static final Address PROVIDER = address('b');
    private static final LeaseId LEASE = new LeaseId("0x" + "1".repeat(64));
    private static final LeaseId PLAIN = new LeaseId("0x" + "2".repeat(64));
    private static final ServiceTerms SERVICE =
            new ServiceTerms(Digest.ZERO, address('c'), List.of(new Objective(Indicator.AVAILABILITY, 900_000)));
    private static final LeaseTerms TERMS = terms();
    private static final Signature SIGNATURE = Signature.of(signature());

    private final List<LedgerEntry> entries = new ArrayList<>();
    private final LeaseIndex leases = new LeaseIndex(this::after, Set.of(PAYER));
    private final ServiceIndex index =
            new ServiceIndex(this::after, lease -> leases.find(lease).isPresent());
    private final LeaseMeter meter = new LeaseMeter(EPOCH, () -> this.now);
    private final FakeMarket market = new FakeMarket();
    private Instant now = at(FIRST, 1);
    private int rollbacks;
    private final Sqlite database;
    private final SloBook book;
    private final ServiceKeeper keeper;

    ServiceKeeperTest(@TempDir Path folder) {
        database = Sqlite.open(folder.resolve("market.db"), List.of(SloBook.SCHEMA));
        book = new SloBook(database, () -> now);
        keeper = new ServiceKeeper(market, index, meter, book, EPOCH, () -> now);
        opened(LEASE);
        opened(PLAIN);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void enrollsLeasesWithServiceLevelsOnce() {
        tick();
        tick();
        now = now.plusSeconds(30);
        tick();
        assertThat(market.sent).hasSize(2).allMatch(LedgerCommand.EnrollLeases.class::isInstance);

        tell(new LedgerEvent.LeaseEnrolled(LEASE, SERVICE.hash()));
        now = now.plusSeconds(30);
        tick();

        assertThat(market.sent).hasSize(2);
        assertThat(((LedgerCommand.EnrollLeases) market.sent.getFirst()).leases())
                .extracting(LedgerCommand.Enrollment::lease)
                .containsExactly(LEASE);
    }

    @Test
    void claimsWhatWasMissedAndCollectsTheRestWhenMoreWasPaid() {
        enrolled();
        concluded(FIRST, EpochOutcome.MEASURED, 500_000);
        concluded(FIRST + 1, EpochOutcome.MEASURED, 950_000);
        tick();
        assertThat(market.sent).containsExactly(new LedgerCommand.ClaimPenalty(LEASE, FIRST, SERVICE));

        tell(new LedgerEvent.PenaltyClaimed(LEASE, FIRST, 10_000, BigInteger.TEN));
        tell(new LedgerEvent.PenaltyCollected(LEASE, BigInteger.TWO, BigInteger.valueOf(8)));
        now = now.plusSeconds(30);
        tick();
        assertThat(market.sent).hasSize(1);

        tell(new LedgerEvent.VoucherSettled(LEASE, BigInteger.valueOf(5), BigInteger.valueOf(5), 1));
        tick();
        tick();
        assertThat(market.sent).hasSize(2).last().isEqualTo(new LedgerCommand.CollectPenalty(LEASE));
        assertThat(index.find(LEASE).orElseThrow().owed()).isEqualTo(BigInteger.valueOf(8));
    }

    @Test
    void claimsNothingTooLate() {
        enrolled();
        concluded(FIRST, EpochOutcome.MEASURED, 500_000);
        now = at(FIRST + 7, 0);
        tick();

        assertThat(market.sent).isEmpty();
    }

    @Test
    void triesAgainWhatTheLedgerRefused() {
        enrolled();
        concluded(FIRST, EpochOutcome.CO_SIGNED, 0);
        market.refuses = true;
        tick();
        market.refuses = false;
        now = now.plusSeconds(30);
        tick();

        assertThat(market.sent).hasSize(2);
    }

    @Test
    void submitsWhatBothSignedWhereAuditorsFellSilent() throws InterruptedException {
        enrolled();
        meter.silent(LEASE);
        market.answer = new ServiceKeeper.Said(Optional.of(Reading.ofProbes(0, -1)), Optional.of(SIGNATURE));
        tick();
        now = at(FIRST + 1, 1);
        tick();
        awaitAgreed();
        concluded(FIRST, EpochOutcome.UNMEASURED, 0);
        tick();

        assertThat(market.sent)
                .containsExactly(new LedgerCommand.SubmitReading(
                        new ServiceReading(LEASE, FIRST, silentFromTheStart()), SIGNATURE, SIGNATURE));
    }

    @Test
    void keepsGoodReadingsToItself() throws InterruptedException {
        enrolled();
        meter.answered(LEASE, Duration.ofMillis(1));
        market.answer = new ServiceKeeper.Said(Optional.empty(), Optional.of(SIGNATURE));
        tick();
        now = at(FIRST + 1, 1);
        tick();
        awaitAgreed();
        tick();

        assertThat(market.sent).isEmpty();
        assertThat(book.find(LEASE, FIRST).orElseThrow().own().availability()).isEqualTo(1_000_000);
    }

    @Test
    void tellsPeopleWhatCountedAndWhy() {
        enrolled();
        tell(new LedgerEvent.MeasurementRevealed(LEASE, FIRST, address('d'), Reading.ofProbes(500_000, 1_000)));
        concluded(FIRST, EpochOutcome.MEASURED, 500_000);
        tell(new LedgerEvent.PenaltyClaimed(LEASE, FIRST, 10_000, BigInteger.TEN));
        tick();

        var report = new ServiceReport(market::terms, index, book);
        var detail = report.detail(LEASE).orElseThrow();
        var epoch = detail.array("epochs").objects().findFirst().orElseThrow();
        assertThat(detail.integer("measured")).isEqualTo(1);
        assertThat(detail.integer("met")).isZero();
        assertThat(epoch.text("reason")).isEqualTo("availability 50 %, at least 90 % was promised");
        assertThat(epoch.integer("auditors")).isEqualTo(1);
        assertThat(epoch.amount("penalty")).isEqualTo(BigInteger.TEN);
        assertThat(epoch.has("evidence")).isTrue();
        assertThat(report.detail(PLAIN)).isEmpty();
    }

    @Test
    void startsAnewAfterTheLedgerWasRolledBack() {
        enrolled();
        tick();
        assertThat(index.find(LEASE)).isPresent();
        entries.removeIf(entry -> entry.event() instanceof LedgerEvent.LeaseEnrolled);
        rollbacks++;
        tick();

        assertThat(index.find(LEASE)).isEmpty();
    }

    private static Reading silentFromTheStart() {
        return new Reading(0, Reading.UNMEASURED, Reading.UNMEASURED, Reading.UNMEASURED, 0);
    }

    private void awaitAgreed() throws InterruptedException {
        while (book.agreed(FIRST).isEmpty()) {
            Thread.sleep(5);
        }
    }

    private void tick() {
        leases.tick();
        index.tick();
        keeper.tick();
    }

    private void enrolled() {
        tell(new LedgerEvent.LeaseEnrolled(LEASE, SERVICE.hash()));
    }

    private void concluded(long epoch, EpochOutcome outcome, long availability) {
        var end = at(epoch + 1, 0);
        tell(new LedgerEvent.CommitteeSummoned(
                LEASE, epoch, end.plusSeconds(30), end.plusSeconds(60), end.plusSeconds(300)));
        tell(new LedgerEvent.EpochConcluded(LEASE, epoch, outcome, Reading.ofProbes(availability, 1_000)));
    }

    private void opened(LeaseId lease) {
        tell(new LedgerEvent.LeaseOpened(
                lease,
                PAYER,
                PROVIDER,
                ResourceClass.STORAGE,
                BigInteger.ONE,
                at(FIRST + 500, 0),
                at(FIRST, 30),
                BigInteger.ONE,
                BigInteger.TEN,
                address('e'),
                Digest.ZERO,
                Digest.ZERO));
        tell(new LedgerEvent.LeaseActivated(lease, Digest.ZERO));
    }

    private void tell(LedgerEvent event) {
        entries.add(new LedgerEntry(
                new EventPosition(ChainId.evm(31_337), entries.size() + 1L, Digest.ZERO, Digest.ZERO, 0), now, event));
    }

    private EventPage after(EventCursor cursor) {
        if (cursor.rollbacks() < rollbacks) {
            return new EventPage(List.of(), new EventCursor(rollbacks, 0, -1), OptionalLong.of(0));
        }
        var rest = entries.stream()
                .filter(entry -> entry.position().block() > cursor.block())
                .toList();
        long last = rest.isEmpty() ? cursor.block() : rest.getLast().position().block();
        return new EventPage(rest, new EventCursor(cursor.rollbacks(), last, 0), OptionalLong.empty());
    }

    private static Instant at(long epoch, long second) {
        return Instant.ofEpochSecond(epoch * EPOCH.toSeconds() + second);
    }

    private static Address address(char digit) {
        return new Address("0x" + String.valueOf(digit).repeat(40));
    }

    private static LeaseTerms terms() {
        var ledger = new LedgerOfLeases();
        ledger.open(1, ResourceClass.STORAGE, new UnitPrices(List.of(BigInteger.ONE)), 1);
        return ledger.terms(LedgerOfLeases.lease(1)).orElseThrow();
    }

    private static byte[] signature() {
        var bytes = new byte[65];
        bytes[31] = 1;
        bytes[63] = 1;
        bytes[64] = 27;
        return bytes;
    }

    private final class FakeMarket implements ServiceKeeper.Market {
        private final List<LedgerCommand> sent = new ArrayList<>();
        private ServiceKeeper.Said answer = new ServiceKeeper.Said(Optional.empty(), Optional.empty());
        private boolean refuses;

        @Override
        public List<Lease> leases() {
            return leases.of(PAYER);
        }

        @Override
        public Optional<LeaseTerms> terms(LeaseId lease) {
            var service = lease.equals(LEASE) ? Optional.of(SERVICE) : Optional.<ServiceTerms>empty();
            return Optional.of(new LeaseTerms(
                    lease,
                    TERMS.tenant(),
                    TERMS.order(),
                    TERMS.offer(),
                    TERMS.quote(),
                    TERMS.region(),
                    TERMS.country(),
                    service));
        }

        @Override
        public void submit(Lease lease, LedgerCommand command) {
            sent.add(command);
            if (refuses) {
                throw new SoukException(ErrorCode.LEDGER_REFUSED, "no");
            }
        }

        @Override
        public ServiceKeeper.Said ask(Lease lease, long epoch, Reading reading) {
            return answer;
        }

        @Override
        public LedgerCommand.SubmitReading signed(Lease lease, long epoch, Reading reading, Signature provider) {
            return new LedgerCommand.SubmitReading(new ServiceReading(lease.id(), epoch, reading), provider, SIGNATURE);
        }
    }
}
