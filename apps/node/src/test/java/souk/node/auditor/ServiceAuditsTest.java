package souk.node.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import souk.assurance.AuditTarget;
import souk.assurance.AuditVerdict;
import souk.assurance.EpochOutcome;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.market.InventoryRoot;
import souk.core.market.ResourceClass;
import souk.core.record.Cid;
import souk.core.service.Measurement;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.ChainId;
import souk.ledger.EventPosition;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.auditor.ServiceSessions.Key;

final class ServiceAuditsTest {
    private static final Duration EPOCH = Duration.ofSeconds(60);
    private static final long FIRST = 100;
    private static final Address SELF = address('a');
    private static final Address PROVIDER = address('b');
    private static final LeaseId LEASE = lease(1);

    private static final AuditTarget TARGET = new AuditTarget(LEASE, PROVIDER, address('d'));

    private final ServiceSessions sessions = new ServiceSessions(SELF);
    private final FakeLedger ledger = new FakeLedger();
    private final Map<Key, Measurement> kept = new HashMap<>();
    private final List<LeaseId> asked = new ArrayList<>();
    private Instant now = at(FIRST, 1);
    private Optional<Duration> answer = Optional.of(Duration.ofMillis(4));
    private Optional<EpochOutcome> outcome =
            Optional.of(new EpochOutcome.Unmeasured(TARGET, FIRST, Instant.EPOCH, EpochOutcome.Reason.EMPTY));
    private Instant openedAt = Instant.EPOCH;
    private Instant activatedAt = Instant.EPOCH;
    private ServiceAudits audits = audits();

    @Test
    void measuresAnEpochFromItsSummonsToItsConclusion() {
        enroll(LEASE);
        audits.tick();
        audits.tick();
        for (int i = 0; i < 3; i++) {
            audits.probe();
        }
        answer = Optional.empty();
        audits.probe();
        close(LEASE);
        tickAt(FIRST + 1, 5);
        tickAt(FIRST + 1, 20);
        tickAt(FIRST + 1, 35);
        tickAt(FIRST + 2, 5);

        assertThat(ledger.names())
                .containsExactly(
                        "OpenEpoch", "SummonCommittees", "CommitMeasurements", "RevealMeasurements", "ConcludeEpoch");
        assertThat(ledger.revealed).containsExactly(reading(750_000, 4_000));
        assertThat(kept).isEmpty();
    }

    @Test
    void isNotSilentAfterARestart() {
        enroll(LEASE);
        audits.tick();
        audits.tick();
        audits.probe();
        tickAt(FIRST + 1, 5);
        audits = audits();
        tickAt(FIRST + 1, 35);

        assertThat(ledger.revealed).containsExactly(reading(1_000_000, 4_000));
    }

    @Test
    void commitsToNothingMeasuredRatherThanFallSilent() {
        enroll(LEASE);
        audits.tick();
        audits.tick();
        tickAt(FIRST + 1, 5);
        tickAt(FIRST + 1, 35);

        assertThat(ledger.revealed).containsExactly(reading(Reading.UNMEASURED, Reading.UNMEASURED));
    }

    /// The storage audit of an epoch ends some seconds after it: it is waited for, and not longer than there is time.
    @Test
    void waitsForTheAuditOfTheEpoch() {
        outcome = Optional.empty();
        enroll(LEASE);
        audits.tick();
        audits.tick();
        audits.probe();
        tickAt(FIRST + 1, 5);
        assertThat(ledger.names()).doesNotContain("CommitMeasurements");
        outcome = Optional.of(new EpochOutcome.Failed(
                TARGET,
                FIRST,
                Instant.EPOCH,
                new InventoryRoot(LEASE, FIRST, Digest.ZERO, 1, 1),
                AuditVerdict.FailureKind.NO_ANSWER,
                Cid.of(new byte[0])));
        tickAt(FIRST + 1, 6);
        tickAt(FIRST + 1, 35);

        assertThat(ledger.revealed.getFirst().durability()).isZero();
    }

    @Test
    void commitsWithoutAnAuditBeforeItIsTooLate() {
        outcome = Optional.empty();
        enroll(LEASE);
        audits.tick();
        audits.tick();
        audits.probe();
        tickAt(FIRST + 1, 16);
        tickAt(FIRST + 1, 35);

        assertThat(ledger.revealed.getFirst().durability()).isEqualTo(Reading.UNMEASURED);
    }

    @Test
    void tellsTheStartTimeOnce() {
        openedAt = at(FIRST, 0);
        activatedAt = at(FIRST, 7);
        enroll(LEASE);
        audits.tick();
        audits.tick();
        tickAt(FIRST + 1, 5);
        audits.tick();
        tickAt(FIRST + 1, 35);
        tickAt(FIRST + 2, 5);
        tickAt(FIRST + 2, 35);

        assertThat(ledger.revealed).extracting(Reading::startTime).containsExactly(7_000_000L, Reading.UNMEASURED);
    }

    @Test
    void asksOnlyInTheEpochItWasDrawnFor() {
        enroll(LEASE);
        audits.probe();
        assertThat(asked).isEmpty();
        audits.tick();
        audits.tick();
        audits.probe();
        now = at(FIRST + 1, 0);
        audits.probe();

        assertThat(asked).containsExactly(LEASE);
    }

    @Test
    void leavesMeasuringToOthersWhereItWasNotDrawn() {
        ledger.drawn = address('c');
        enroll(LEASE);
        audits.tick();
        audits.tick();
        audits.probe();
        close(LEASE);
        tickAt(FIRST + 1, 5);
        tickAt(FIRST + 1, 35);
        tickAt(FIRST + 2, 5);

        assertThat(asked).isEmpty();
        assertThat(ledger.names()).containsExactly("OpenEpoch", "SummonCommittees", "ConcludeEpoch");
    }

    @Test
    void summonsForRunningLeasesInTheFirstHalfOnly() {
        open(LEASE);
        tickAt(FIRST, 2);
        enroll(lease(2));
        tickAt(FIRST, 31);
        close(lease(2));
        tickAt(FIRST + 1, 2);

        assertThat(ledger.names()).isEmpty();
    }

    @Test
    void triesEachAloneWhereABatchIsRefused() {
        enroll(LEASE);
        enroll(lease(2));
        audits.tick();
        ledger.refuses = Optional.of(LEASE);
        audits.tick();

        assertThat(sessions.pending())
                .extracting(session -> session.key().lease())
                .containsExactly(lease(2));
    }

    /// With a lease that was served at once.
    private static Reading reading(long availability, long latency) {
        return new Reading(availability, latency, Reading.UNMEASURED, Reading.UNMEASURED, 0);
    }

    private void tickAt(long epoch, long second) {
        now = at(epoch, second);
        audits.tick();
    }

    private ServiceAudits audits() {
        return new ServiceAudits(
                SELF,
                ledger,
                sessions,
                (provider, lease) -> {
                    assertThat(provider).isEqualTo(PROVIDER);
                    asked.add(lease);
                    return answer;
                },
                (_, _) -> outcome,
                new FakeStore(),
                EPOCH,
                new Random(1),
                () -> now);
    }

    private void open(LeaseId lease) {
        sessions.on(entry(
                new LedgerEvent.LeaseOpened(
                        lease,
                        address('d'),
                        PROVIDER,
                        ResourceClass.STORAGE,
                        BigInteger.ONE,
                        at(FIRST + 50, 0),
                        at(FIRST, 30),
                        BigInteger.ONE,
                        BigInteger.ONE,
                        address('e'),
                        Digest.ZERO,
                        Digest.ZERO),
                openedAt));
        sessions.on(entry(new LedgerEvent.LeaseActivated(lease, Digest.ZERO), activatedAt));
    }

    private void enroll(LeaseId lease) {
        open(lease);
        sessions.on(entry(new LedgerEvent.LeaseEnrolled(lease, Digest.ZERO)));
    }

    private void close(LeaseId lease) {
        sessions.on(entry(new LedgerEvent.LeaseClosed(
                lease, CloseReason.COMPLETED, BigInteger.ONE, BigInteger.ONE, Digest.ZERO)));
    }

    private static Instant at(long epoch, long second) {
        return Instant.ofEpochSecond(epoch * EPOCH.toSeconds() + second);
    }

    private static Address address(char digit) {
        return new Address("0x" + String.valueOf(digit).repeat(40));
    }

    private static LeaseId lease(int digit) {
        return new LeaseId("0x" + Integer.toString(digit).repeat(64));
    }

    private static LedgerEntry entry(LedgerEvent event) {
        return entry(event, Instant.EPOCH);
    }

    private static LedgerEntry entry(LedgerEvent event, Instant at) {
        return new LedgerEntry(new EventPosition(ChainId.evm(31_337), 1, Digest.ZERO, Digest.ZERO, 0), at, event);
    }

    private final class FakeStore implements ServiceAudits.Store {
        @Override
        public Optional<Measurement> find(Key key) {
            return Optional.ofNullable(kept.get(key));
        }

        @Override
        public void keep(Measurement measurement) {
            kept.put(new Key(measurement.lease(), measurement.epoch()), measurement);
        }

        @Override
        public void drop(Key key) {
            kept.remove(key);
        }
    }

    /// Does what it is told, as the contract would, and tells of it at once.
    private final class FakeLedger implements Consumer<LedgerCommand> {
        private final List<LedgerCommand> commands = new ArrayList<>();
        private final Map<Key, Digest> commitments = new HashMap<>();
        private final List<Reading> revealed = new ArrayList<>();
        private Address drawn = SELF;
        private Optional<LeaseId> refuses = Optional.empty();

        List<String> names() {
            return commands.stream().map(it -> it.getClass().getSimpleName()).toList();
        }

        @Override
        public void accept(LedgerCommand command) {
            switch (command) {
                case LedgerCommand.OpenEpoch _ -> tell(new LedgerEvent.EpochOpened(epoch(), 1));
                case LedgerCommand.SummonCommittees it -> summon(it.leases());
                case LedgerCommand.CommitMeasurements it ->
                    it.measurements().forEach(seated -> commit(seated.measurement()));
                case LedgerCommand.RevealMeasurements it ->
                    it.measurements().forEach(seated -> reveal(seated.measurement()));
                case LedgerCommand.ConcludeEpoch it ->
                    it.leases()
                            .forEach(lease -> tell(new LedgerEvent.EpochConcluded(
                                    lease, it.epoch(), LedgerEvent.EpochOutcome.MEASURED, Reading.ofProbes(1, 1))));
                default -> throw new AssertionError(command);
            }
            commands.add(command);
        }

        private void summon(List<LeaseId> leases) {
            if (refuses.filter(leases::contains).isPresent()) {
                throw new SoukException(ErrorCode.LEDGER_REFUSED, "no");
            }
            for (var lease : leases) {
                var end = at(epoch() + 1, 0);
                tell(new LedgerEvent.CommitteeSummoned(
                        lease, epoch(), end.plusSeconds(30), end.plusSeconds(60), end.plusSeconds(300)));
                tell(new LedgerEvent.MemberSummoned(lease, epoch(), drawn, 0));
            }
        }

        private void commit(Measurement measurement) {
            commitments.put(new Key(measurement.lease(), measurement.epoch()), measurement.commitment());
            tell(new LedgerEvent.MeasurementCommitted(
                    measurement.lease(), measurement.epoch(), SELF, measurement.commitment()));
        }

        private void reveal(Measurement measurement) {
            assertThat(measurement.commitment())
                    .isEqualTo(commitments.get(new Key(measurement.lease(), measurement.epoch())));
            revealed.add(measurement.reading());
            tell(new LedgerEvent.MeasurementRevealed(
                    measurement.lease(), measurement.epoch(), SELF, measurement.reading()));
        }

        private void tell(LedgerEvent event) {
            sessions.on(entry(event));
        }

        private long epoch() {
            return now.getEpochSecond() / EPOCH.toSeconds();
        }
    }
}
