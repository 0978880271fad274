package souk.assurance;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import souk.assurance.EpochOutcome.Reason;
import souk.core.error.SoukException;
import souk.core.merkle.MerkleTree;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// Audits storage leases epoch by epoch, and takes failures to the ledger.
///
/// Every step is stored before the next, and each can be repeated: after a crash [#runEpoch] of the same epoch
/// audits only the leases that have no outcome yet, and [#tick] sees through the challenges that are open.
///
/// The ledger draws the cell of a challenge with the randomness of the epoch the inventory was signed in. So a
/// failure is only taken there if the root is of the audited epoch, which is why both parties sign in every
/// epoch, changed or not; a failure under an older root is evidence and costs the score, but no stake. A
/// provider that went silent is challenged on the last root it is known to have signed.
public final class Auditor {
    private static final System.Logger LOGGER = System.getLogger(Auditor.class.getName());

    /// What an auditor needs of the world.
    public record Ports(
            AuditTargets targets,
            ProviderProbe probe,
            EpochRandomness randomness,
            EvidenceSink sink,
            Disputes disputes,
            AuditStore store) {
        public Ports {
            Objects.requireNonNull(targets);
            Objects.requireNonNull(probe);
            Objects.requireNonNull(randomness);
            Objects.requireNonNull(sink);
            Objects.requireNonNull(disputes);
            Objects.requireNonNull(store);
        }
    }

    private final AuditorOptions options;
    private final Ports ports;
    private final ChallengeVerifier verifier;
    private final InstantSource clock;
    private final Instant started;
    private final ReentrantLock scoring = new ReentrantLock();

    public Auditor(AuditorOptions options, Ports ports, ChallengeVerifier verifier, InstantSource clock) {
        this.options = options;
        this.ports = ports;
        this.verifier = verifier;
        this.clock = clock;
        this.started = clock.instant();
    }

    /// Audits every active storage lease that has no outcome for the epoch yet, several at a time, and returns
    /// when all are done. A lease whose audit cannot be stored or decided is left out and tried again by the
    /// next call.
    ///
    /// @return the outcomes found now; empty until the epoch's randomness is fixed
    public List<EpochOutcome> runEpoch(long epoch) {
        Optional<Digest> randomness = ports.randomness().of(epoch);
        if (randomness.isEmpty()) {
            return List.of();
        }
        List<Callable<EpochOutcome>> audits = new ArrayList<>();
        for (AuditTarget target : ports.targets().active(epoch)) {
            if (ports.store().outcome(target.lease(), epoch).isEmpty()) {
                audits.add(() -> audit(target, epoch, randomness.get()));
            }
        }
        return runAll(audits);
    }

    /// Sees through the challenges on the ledger: resolves those whose deadline has passed, opens again those
    /// that a reorganisation undid, and books the end of the others.
    public void tick() {
        for (DisputeCase dispute : ports.store().openDisputes()) {
            try {
                settle(dispute);
            } catch (SoukException e) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "dispute_step_failed dispute=" + dispute.id() + " code=" + e.code());
            }
        }
    }

    private List<EpochOutcome> runAll(List<Callable<EpochOutcome>> audits) {
        var places = new Semaphore(options.parallelism());
        var outcomes = new ArrayList<EpochOutcome>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<EpochOutcome>>();
            for (Callable<EpochOutcome> audit : audits) {
                places.acquireUninterruptibly();
                running.add(threads.submit(() -> {
                    try {
                        return audit.call();
                    } finally {
                        places.release();
                    }
                }));
            }
            running.forEach(one -> outcomeOf(one).ifPresent(outcomes::add));
        }
        return List.copyOf(outcomes);
    }

    private static Optional<EpochOutcome> outcomeOf(Future<EpochOutcome> audit) {
        try {
            return Optional.of(audit.get());
        } catch (ExecutionException e) {
            LOGGER.log(System.Logger.Level.WARNING, "audit_not_decided", e.getCause());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private EpochOutcome audit(AuditTarget target, long epoch, Digest randomness) {
        Optional<CoSignedRoot> shown;
        try {
            shown = ports.probe().root(target, epoch, deadline(clock.instant()));
        } catch (SoukException e) {
            return missed(target, epoch, Reason.UNREACHABLE);
        }
        LeaseWatch watch = ports.store().watch(target.lease());
        if (shown.isEmpty()) {
            return watch.lastRoot().isPresent()
                    ? missed(target, epoch, Reason.NO_SOUND_ROOT)
                    : unmeasured(target, epoch, Reason.NO_ROOT, watch.answered());
        }
        CoSignedRoot root = shown.get();
        if (!isSound(target, epoch, root, watch)) {
            return missed(target, epoch, Reason.NO_SOUND_ROOT);
        }
        return root.root().size() == 0
                ? unmeasured(target, epoch, Reason.EMPTY, watch.answered(root))
                : challenge(target, epoch, root, randomness);
    }

    private boolean isSound(AuditTarget target, long epoch, CoSignedRoot root, LeaseWatch watch) {
        boolean regressed = watch.lastRoot().map(last -> last.isAfter(root)).orElse(false);
        boolean whole = root.root().size() % MerkleTree.CELL_BYTES == 0;
        return !regressed && whole && root.root().epoch() <= epoch && verifier.holds(target, root);
    }

    private EpochOutcome challenge(AuditTarget target, long epoch, CoSignedRoot root, Digest randomness) {
        var transcripts = new ArrayList<Cid>();
        for (int first = 0; first < options.leavesPerAudit(); first += Challenge.MAX_CELLS) {
            int count = Math.min(Challenge.MAX_CELLS, options.leavesPerAudit() - first);
            Instant now = clock.instant();
            var challenge = new Challenge(target, epoch, root, randomness, first, count, now, deadline(now));
            Answer answer;
            try {
                answer = ports.probe().answer(challenge);
            } catch (SoukException e) {
                return missed(target, epoch, Reason.UNREACHABLE);
            }
            Instant decided = clock.instant();
            if (decided.isAfter(challenge.deadline())) {
                return missed(target, epoch, Reason.UNREACHABLE);
            }
            switch (verifier.verify(challenge, answer)) {
                case AuditVerdict.Passed passed -> transcripts.add(publish(Transcript.of(challenge, answer, decided)));
                case AuditVerdict.Failed failed -> {
                    return failed(Evidence.of(challenge, answer, failed, decided));
                }
                case AuditVerdict.Unfounded unfounded -> {
                    return missed(target, epoch, Reason.NO_SOUND_ROOT);
                }
            }
        }
        return passed(target, epoch, root, transcripts);
    }

    private EpochOutcome passed(AuditTarget target, long epoch, CoSignedRoot root, List<Cid> transcripts) {
        var outcome = new EpochOutcome.Passed(
                target, epoch, clock.instant(), root.root(), options.leavesPerAudit(), transcripts);
        LeaseWatch watch = ports.store().watch(target.lease()).answered(root);
        return decide(outcome, watch, AuditScore.Event.PASSED, transcripts);
    }

    private EpochOutcome failed(Evidence evidence) {
        Challenge challenge = evidence.challenge();
        CoSignedRoot root = challenge.inventory();
        Cid name = publish(evidence);
        LOGGER.log(
                System.Logger.Level.WARNING,
                "audit_failed lease=" + challenge.lease() + " epoch=" + challenge.epoch() + " kind="
                        + evidence.verdict().kind() + " evidence=" + name);
        if (root.root().epoch() == challenge.epoch()) {
            dispute(
                    challenge.target(),
                    challenge.epoch(),
                    root,
                    evidence.verdict().number(),
                    name);
        }
        var outcome = new EpochOutcome.Failed(
                challenge.target(),
                challenge.epoch(),
                clock.instant(),
                root.root(),
                evidence.verdict().kind(),
                name);
        LeaseWatch watch = ports.store().watch(challenge.lease()).answered(root);
        return decide(outcome, watch, AuditScore.Event.FAILED, List.of(name));
    }

    private EpochOutcome unmeasured(AuditTarget target, long epoch, Reason reason, LeaseWatch watch) {
        var outcome = new EpochOutcome.Unmeasured(target, epoch, clock.instant(), reason);
        return decide(outcome, watch, AuditScore.Event.ANSWERED, List.of());
    }

    /// An outage is no loss of data: it costs uptime, and only silence that lasts is taken to the ledger.
    private EpochOutcome missed(AuditTarget target, long epoch, Reason reason) {
        LeaseWatch watch = ports.store().watch(target.lease()).missedOne();
        var evidence = new ArrayList<Cid>();
        boolean settledIn = !clock.instant().isBefore(started.plus(options.grace()));
        if (settledIn && watch.missed() >= options.missesBeforeDispute()) {
            lastSignedRoot(target, epoch, watch)
                    .flatMap(root -> accuse(target, epoch, root))
                    .ifPresent(evidence::add);
        }
        var outcome = new EpochOutcome.Unmeasured(target, epoch, clock.instant(), reason);
        return decide(outcome, watch, AuditScore.Event.MISSED, evidence);
    }

    private Optional<CoSignedRoot> lastSignedRoot(AuditTarget target, long epoch, LeaseWatch watch) {
        return ports.targets()
                .payersRoot(target.lease(), epoch)
                .filter(root -> verifier.holds(target, root))
                .or(watch::lastRoot)
                .filter(root -> root.root().size() > 0);
    }

    private Optional<Cid> accuse(AuditTarget target, long epoch, CoSignedRoot root) {
        Optional<Digest> randomness = ports.randomness().of(root.root().epoch());
        if (randomness.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        var challenge = new Challenge(target, root.root().epoch(), root, randomness.get(), 0, 1, now, deadline(now));
        Cid name = publish(Evidence.silence(challenge, now));
        dispute(target, epoch, root, 0, name);
        return Optional.of(name);
    }

    private void dispute(AuditTarget target, long epoch, CoSignedRoot root, long number, Cid evidence) {
        try {
            Digest id = ports.disputes().open(root, number, evidence);
            ports.store().append(new AuditEntry.Disputed(new DisputeCase(id, target, epoch, root, number, evidence)));
        } catch (SoukException e) {
            // The evidence stands and the score falls without the ledger, too; the next epoch tries again.
            LOGGER.log(System.Logger.Level.WARNING, "dispute_not_opened lease=" + target.lease() + " code=" + e.code());
        }
    }

    private void settle(DisputeCase dispute) {
        switch (ports.disputes().status(dispute.id())) {
            case Disputes.Unknown() -> {
                Digest id = ports.disputes().open(dispute.inventory(), dispute.number(), dispute.evidence());
                LOGGER.log(System.Logger.Level.INFO, "dispute_opened_again dispute=" + id);
            }
            case Disputes.Open(Instant deadline) -> {
                if (clock.instant().isAfter(deadline)) {
                    ports.disputes().resolve(dispute.id());
                }
            }
            case Disputes.Answered() -> close(dispute, AuditScore.Event.DISPUTE_ANSWERED);
            case Disputes.Lost() -> close(dispute, AuditScore.Event.DISPUTE_LOST);
        }
    }

    private void close(DisputeCase dispute, AuditScore.Event event) {
        scoring.lock();
        try {
            ScoreChange change = change(dispute.target(), dispute.epoch(), event, List.of(dispute.evidence()));
            ports.store().append(new AuditEntry.Settled(dispute, change));
        } finally {
            scoring.unlock();
        }
    }

    private EpochOutcome decide(EpochOutcome outcome, LeaseWatch watch, AuditScore.Event event, List<Cid> evidence) {
        scoring.lock();
        try {
            ScoreChange change = change(outcome.target(), outcome.epoch(), event, evidence);
            ports.store().append(new AuditEntry.Decided(outcome, watch, change));
            return outcome;
        } finally {
            scoring.unlock();
        }
    }

    private ScoreChange change(AuditTarget target, long epoch, AuditScore.Event event, List<Cid> evidence) {
        Instant now = clock.instant();
        AuditScore before =
                ports.store().score(target.provider()).orElseGet(() -> AuditScore.fresh(target.provider(), now));
        return new ScoreChange(target.lease(), epoch, event, before, before.after(event), evidence, now);
    }

    private Cid publish(Evidence evidence) {
        ports.sink().publish(evidence.cid(), evidence.toJson().canonical());
        return evidence.cid();
    }

    private Cid publish(Transcript transcript) {
        ports.sink().publish(transcript.cid(), transcript.toJson().canonical());
        return transcript.cid();
    }

    private Instant deadline(Instant from) {
        return from.plus(options.answerWindow());
    }
}
