package souk.node.auditor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import souk.assurance.EpochOutcome;
import souk.core.error.SoukException;
import souk.core.service.Measurement;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerCommand.Seated;
import souk.node.auditor.ServiceSessions.Key;
import souk.node.auditor.ServiceSessions.Session;
import souk.node.auditor.ServiceSessions.Stage;

/// An auditor's part in service levels: has committees summoned, probes the providers it was drawn for, commits to what
/// it measured after the epoch, reveals it, and concludes. A measurement is kept before it is committed to, so that a
/// restart does not make the auditor silent.
final class ServiceAudits {
    /// Blocks may be a little behind the clock.
    private static final Duration MARGIN = Duration.ofSeconds(2);
    /// Leases of one command: a summons takes some 260k gas, a block holds 30 million.
    private static final int BATCH = 40;

    private static final int SALT_BYTES = 32;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final System.Logger LOG = System.getLogger(ServiceAudits.class.getName());

    /// Asks a provider something at its storage door.
    @FunctionalInterface
    interface Probe {
        /// Time until the answer; none if it did not come in time.
        Optional<Duration> ask(Address provider, LeaseId lease);
    }

    /// What this auditor's storage audits found.
    @FunctionalInterface
    interface Audits {
        /// Empty while an epoch is not audited yet.
        Optional<EpochOutcome> outcome(LeaseId lease, long epoch);
    }

    /// Keeps measurements until they are revealed.
    interface Store {
        Optional<Measurement> find(Key key);

        void keep(Measurement measurement);

        void drop(Key key);
    }

    private final Address self;
    private final Contended ledger;
    private final ServiceSessions sessions;
    private final Probe probe;
    private final Audits audits;
    private final Store store;
    private final Duration epochLength;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<Key, ProbeSamples> samples = new ConcurrentHashMap<>();

    /// @param ledger where commands go; returns when a command took effect
    ServiceAudits(
            Address self,
            Consumer<LedgerCommand> ledger,
            ServiceSessions sessions,
            Probe probe,
            Audits audits,
            Store store,
            Duration epochLength,
            RandomGenerator random,
            InstantSource clock) {
        this.self = self;
        this.ledger = new Contended(ledger, "services");
        this.sessions = sessions;
        this.probe = probe;
        this.audits = audits;
        this.store = store;
        this.epochLength = epochLength;
        this.random = random;
        this.clock = clock;
    }

    /// Asks every provider that this auditor measures in the running epoch, all at once.
    void probe() {
        long epoch = epochAt(clock.instant());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var session : sessions.pending()) {
                if (session.key().epoch() == epoch && session.seat().isPresent()) {
                    threads.execute(() -> ask(session.key()));
                }
            }
        }
    }

    /// Does whatever the time is right for.
    void tick() {
        var now = clock.instant();
        summon(now);
        var own = sessions.pending().stream()
                .filter(session -> session.seat().isPresent())
                .toList();
        commit(own, now);
        reveal(own, now);
        conclude(now);
    }

    private void ask(Key key) {
        try {
            var latency = probe.ask(sessions.provider(key.lease()), key.lease());
            // An answer that comes after the epoch says nothing of it.
            if (epochAt(clock.instant()) == key.epoch()) {
                samples.computeIfAbsent(key, _ -> new ProbeSamples()).add(latency);
            }
        } catch (SoukException e) {
            // The ledger could not say where the provider is: nothing the provider did.
            LOG.log(System.Logger.Level.DEBUG, "services.unasked lease={0} reason={1}", key.lease(), e.getMessage());
        }
    }

    /// In the first half of the epoch only; the second transaction needs a later block than the first.
    private void summon(Instant now) {
        long epoch = epochAt(now);
        var leases = sessions.toSummon(epoch, now);
        if (leases.isEmpty()
                || now.isAfter(startOf(epoch).plus(epochLength.dividedBy(2)).minus(MARGIN))) {
            return;
        }
        if (sessions.isOpen(epoch)) {
            inBatches(leases, LedgerCommand.SummonCommittees::new);
        } else {
            ledger.submit(new LedgerCommand.OpenEpoch());
        }
    }

    private void commit(List<Session> own, Instant now) {
        var due = own.stream()
                .filter(session -> session.stage() == Stage.SUMMONED)
                .filter(session ->
                        now.isAfter(startOf(session.key().epoch() + 1).plus(MARGIN)))
                .filter(session -> now.isBefore(session.commitUntil()) && isComplete(session, now))
                .map(session -> new Seated(session.seat().orElseThrow(), measured(session)))
                .toList();
        inBatches(due, LedgerCommand.CommitMeasurements::new);
    }

    private void reveal(List<Session> own, Instant now) {
        var due = new ArrayList<Seated>();
        for (var session : own) {
            if (session.stage() == Stage.COMMITTED
                    && now.isAfter(session.commitUntil().plus(MARGIN))
                    && now.isBefore(session.revealUntil())) {
                store.find(session.key())
                        .ifPresent(
                                measurement -> due.add(new Seated(session.seat().orElseThrow(), measurement)));
            }
        }
        inBatches(due, LedgerCommand.RevealMeasurements::new);
    }

    private void conclude(Instant now) {
        var due = new TreeMap<Long, List<LeaseId>>();
        for (var session : sessions.pending()) {
            if (now.isAfter(session.revealUntil().plus(MARGIN))) {
                due.computeIfAbsent(session.key().epoch(), _ -> new ArrayList<>())
                        .add(session.key().lease());
                store.drop(session.key());
                samples.remove(session.key());
            }
        }
        due.forEach((epoch, leases) -> inBatches(leases, batch -> new LedgerCommand.ConcludeEpoch(epoch, batch)));
    }

    /// The storage audit of the epoch runs meanwhile; it is waited for through the first half of the time to commit.
    private boolean isComplete(Session session, Instant now) {
        var key = session.key();
        var half = Duration.between(startOf(key.epoch() + 1), session.commitUntil())
                .dividedBy(2);
        return audits.outcome(key.lease(), key.epoch()).isPresent()
                || now.isAfter(session.commitUntil().minus(half));
    }

    private Measurement measured(Session session) {
        var key = session.key();
        return store.find(key).orElseGet(() -> {
            var salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            var measurement = new Measurement(key.lease(), key.epoch(), self, reading(session), Digest.of(salt));
            store.keep(measurement);
            return measurement;
        });
    }

    /// Probes, the storage audit, and what the ledger shows of the start.
    private Reading reading(Session session) {
        var sampled = samples.get(session.key());
        var probed = sampled == null ? new ProbeSamples().reading() : sampled.reading();
        return new Reading(
                probed.availability(),
                probed.latency(),
                Reading.UNMEASURED,
                durability(session.key()),
                session.startTime().map(it -> it.toNanos() / NANOS_PER_MICRO).orElse(Reading.UNMEASURED));
    }

    /// All cells were shown, or not; who could not be asked, or has nothing to show, says nothing of its data.
    private long durability(Key key) {
        return audits.outcome(key.lease(), key.epoch())
                .map(outcome -> switch (outcome) {
                    case EpochOutcome.Passed _ -> Reading.MILLION;
                    case EpochOutcome.Failed _ -> 0L;
                    case EpochOutcome.Unmeasured _ -> Reading.UNMEASURED;
                })
                .orElse(Reading.UNMEASURED);
    }

    /// All of a batch or nothing takes effect: where it is refused, each is tried by itself.
    private <T> void inBatches(List<T> items, Function<List<T>, LedgerCommand> command) {
        for (int from = 0; from < items.size(); from += BATCH) {
            var batch = items.subList(from, Math.min(items.size(), from + BATCH));
            if (!ledger.submit(command.apply(batch)) && batch.size() > 1) {
                batch.forEach(item -> ledger.submit(command.apply(List.of(item))));
            }
        }
    }

    private long epochAt(Instant now) {
        return now.getEpochSecond() / epochLength.toSeconds();
    }

    private Instant startOf(long epoch) {
        return Instant.ofEpochSecond(epoch * epochLength.toSeconds());
    }
}
