package souk.gateway.service;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.error.SoukException;
import souk.core.market.LeaseStatus;
import souk.core.service.Reading;
import souk.core.service.ServiceTerms;
import souk.core.value.LeaseId;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseTerms;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerEvent.EpochOutcome;

/// Sees to it that what was promised is measured and that what was missed is paid: enrolls leases with service levels,
/// agrees with providers on what both measured, and has the ledger take penalties.
///
/// Every step may be repeated: what is done shows in the ledger's events, and what was lately tried waits.
public final class ServiceKeeper {
    /// An enrolment takes some 80k gas with its call data; a block holds 30 million.
    private static final int BATCH = 40;
    /// An action whose effect does not show is tried again after so long.
    private static final Duration RETRY = Duration.ofSeconds(20);
    /// Providers asked at once what they measured.
    private static final int CONCURRENT = 16;
    /// Co-signed readings older than so many epochs are not submitted any more: their time to claim is nearly over.
    private static final int SUBMIT_EPOCHS = 4;

    private static final long NANOS_PER_MICRO = 1_000;
    private static final System.Logger LOG = System.getLogger(ServiceKeeper.class.getName());

    /// What it needs of the market.
    public interface Market {
        /// The leases of all tenants.
        List<Lease> leases();

        Optional<LeaseTerms> terms(LeaseId lease);

        /// Sends a command in the name of the lease's payer and waits until it took effect.
        void submit(Lease lease, LedgerCommand command);

        /// Has the provider look at a reading of an epoch.
        ///
        /// @return what it measured, and its signature if it agrees
        Said ask(Lease lease, long epoch, Reading reading);

        /// The reading with the payer's and the provider's signature.
        LedgerCommand.SubmitReading signed(
                Lease lease, long epoch, Reading reading, souk.core.value.Signature provider);
    }

    /// A provider's answer.
    public record Said(Optional<Reading> own, Optional<souk.core.value.Signature> signature) {}

    private final Market market;
    private final ServiceIndex index;
    private final LeaseMeter meter;
    private final SloBook book;
    private final Duration epochLength;
    private final InstantSource clock;
    private final Map<LeaseId, Optional<LeaseTerms>> terms = new ConcurrentHashMap<>();
    private final Map<String, Instant> tried = new ConcurrentHashMap<>();
    private final Map<LeaseId, BigInteger> paidAtCollection = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(CONCURRENT);
    private long closed;

    public ServiceKeeper(
            Market market,
            ServiceIndex index,
            LeaseMeter meter,
            SloBook book,
            Duration epochLength,
            InstantSource clock) {
        this.market = market;
        this.index = index;
        this.meter = meter;
        this.book = book;
        this.epochLength = epochLength;
        this.clock = clock;
        this.closed = current() - 1;
    }

    /// Does whatever the time is right for.
    public void tick() {
        var leases = market.leases().stream()
                .filter(lease -> service(lease.id()).isPresent())
                .toList();
        enroll(leases);
        closeEpochs(leases);
        leases.forEach(this::claim);
        submit(leases);
        var old = clock.instant().minus(RETRY);
        tried.values().removeIf(at -> at.isBefore(old));
    }

    /// Terms never change once a lease is open.
    private Optional<LeaseTerms> service(LeaseId lease) {
        return terms.computeIfAbsent(
                lease, id -> market.terms(id).filter(it -> it.service().isPresent()));
    }

    private ServiceTerms terms(Lease lease) {
        return service(lease.id()).flatMap(LeaseTerms::service).orElseThrow();
    }

    // ---- before an epoch

    private void enroll(List<Lease> leases) {
        var due = new ArrayList<Lease>();
        for (var lease : leases) {
            boolean running = lease.status() == LeaseStatus.OPEN || lease.status() == LeaseStatus.ACTIVE;
            if (due.size() < BATCH && running && index.find(lease.id()).isEmpty() && mayTry("enroll " + lease.id())) {
                due.add(lease);
            }
        }
        if (!due.isEmpty()) {
            var enrollments = due.stream()
                    .map(lease -> service(lease.id()).orElseThrow())
                    .map(it -> new LedgerCommand.Enrollment(it.lease(), it.quote(), it.order()))
                    .toList();
            attempt(
                    "enroll",
                    due.getFirst(),
                    lease -> market.submit(lease, new LedgerCommand.EnrollLeases(enrollments)));
        }
    }

    // ---- after it

    /// Keeps what was measured of the epochs that ended and asks the providers whether they agree.
    private void closeEpochs(List<Lease> leases) {
        long ended = current() - 1;
        if (ended == closed) {
            return;
        }
        closed = ended;
        for (var lease : leases) {
            if (!lease.settled() && index.find(lease.id()).isPresent()) {
                var reading = meter.reading(lease.id(), ended, startTime(lease, ended));
                book.keep(lease.id(), new SloBook.Entry(ended, reading, Optional.empty(), Optional.empty()));
                Thread.startVirtualThread(() -> agree(lease, ended, reading));
            }
        }
        meter.forget(ended);
    }

    /// From the opening of the lease to the provider's report that it serves, told of the epoch in which that came.
    private long startTime(Lease lease, long epoch) {
        return lease.history().stream()
                .filter(entry -> entry.event() instanceof LedgerEvent.LeaseActivated)
                .map(souk.ledger.LedgerEntry::at)
                .findFirst()
                .filter(at -> epochAt(at) == epoch)
                .map(at -> Duration.between(lease.openedAt(), at).toNanos() / NANOS_PER_MICRO)
                .orElse(Reading.UNMEASURED);
    }

    private void agree(Lease lease, long epoch, Reading reading) {
        places.acquireUninterruptibly();
        try {
            var said = market.ask(lease, epoch, reading);
            book.keep(lease.id(), new SloBook.Entry(epoch, reading, said.own(), said.signature()));
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "services.not-agreed lease={0} provider={1} epoch={2} code={3} reason={4}",
                    lease.id(),
                    lease.provider(),
                    Long.toString(epoch),
                    e.code(),
                    e.getMessage());
        } finally {
            places.release();
        }
    }

    /// Where auditors fell silent, what both signed counts. One that misses nothing is kept and not sent: it would cost
    /// gas and move no money.
    private void submit(List<Lease> leases) {
        var known = leases.stream().collect(Collectors.toMap(Lease::id, Function.identity()));
        for (var agreed : book.agreed(current() - SUBMIT_EPOCHS)) {
            Optional.ofNullable(known.get(agreed.lease())).ifPresent(lease -> submit(lease, agreed.entry()));
        }
    }

    private void submit(Lease lease, SloBook.Entry entry) {
        var outcome = index.find(lease.id())
                .flatMap(it -> it.epoch(entry.epoch()))
                .map(EpochRecord::outcome)
                .orElse(EpochOutcome.NONE);
        boolean open = outcome == EpochOutcome.NONE || outcome == EpochOutcome.UNMEASURED;
        boolean missed = !terms(lease).missed(entry.own()).isEmpty();
        if (open && missed && mayTry("submit " + lease.id() + entry.epoch())) {
            entry.signature()
                    .map(provider -> market.signed(lease, entry.epoch(), entry.own(), provider))
                    .ifPresent(command -> attempt("submit", lease, it -> market.submit(it, command)));
        }
    }

    private void claim(Lease lease) {
        index.find(lease.id()).ifPresent(view -> {
            view.epochs().stream().filter(epoch -> isDue(lease, epoch)).forEach(epoch -> claim(lease, epoch));
            collect(lease, view);
        });
    }

    private boolean isDue(Lease lease, EpochRecord epoch) {
        return epoch.isMeasured()
                && epoch.basisPoints().isEmpty()
                && clock.instant().isBefore(epoch.claimUntil())
                && !terms(lease).missed(epoch.reading()).isEmpty();
    }

    private void claim(Lease lease, EpochRecord epoch) {
        if (mayTry("claim " + lease.id() + epoch.epoch())) {
            var command = new LedgerCommand.ClaimPenalty(lease.id(), epoch.epoch(), terms(lease));
            attempt("claim", lease, it -> market.submit(it, command));
        }
    }

    /// The ledger gives back no more than was paid so far: what is still owed is asked for when more was paid.
    private void collect(Lease lease, LeaseRecord.View view) {
        var before = paidAtCollection.getOrDefault(lease.id(), BigInteger.ZERO);
        if (view.owed().signum() > 0 && lease.paid().compareTo(before) > 0 && mayTry("collect " + lease.id())) {
            paidAtCollection.put(lease.id(), lease.paid());
            attempt("collect", lease, it -> market.submit(it, new LedgerCommand.CollectPenalty(it.id())));
        }
    }

    private boolean mayTry(String what) {
        var now = clock.instant();
        var last = tried.get(what);
        if (last != null && last.plus(RETRY).isAfter(now)) {
            return false;
        }
        tried.put(what, now);
        return true;
    }

    private static void attempt(String what, Lease lease, Consumer<Lease> step) {
        try {
            step.accept(lease);
            LOG.log(
                    System.Logger.Level.INFO,
                    "services.{0} lease={1} provider={2}",
                    what,
                    lease.id(),
                    lease.provider());
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "services.{0}.failed lease={1} code={2} reason={3}",
                    what,
                    lease.id(),
                    e.code(),
                    e.getMessage());
        }
    }

    private long current() {
        return epochAt(clock.instant());
    }

    private long epochAt(Instant at) {
        return at.getEpochSecond() / epochLength.toSeconds();
    }
}
