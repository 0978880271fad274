package souk.node.auditor;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import souk.assurance.rewards.Reward;
import souk.assurance.rewards.RewardFormula;
import souk.assurance.rewards.RewardTree;
import souk.assurance.rewards.ServiceHistory;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerEvent.EpochOutcome;
import souk.node.process.LedgerFeed;

/// An auditor's part in rewards: after each reward epoch it shares out what the pool allows by what the ledger shows of
/// the epoch, publishes the shares, and attests to their root.
///
/// The pool may change between two auditors' looks. Whoever attests first names the total; the others take it over if
/// the pool allows it, and attest if the root that follows from it is the same.
final class RewardRounds implements LedgerFeed.Listener {
    /// The last blocks of the epoch have surely come by then.
    private static final Duration MARGIN = Duration.ofSeconds(8);
    /// Shares take some 100 bytes each in a record of 1 MiB at most.
    private static final int MAX_SHARES = 8_000;
    /// Of an epoch, a second after the other.
    private static final int ATTEMPTS = 10;
    /// Reward epochs remembered of attestations and grants.
    private static final int KEPT = 200;

    private static final System.Logger LOG = System.getLogger(RewardRounds.class.getName());

    /// Makes shares public before they are attested to.
    interface Publisher {
        void publish(long epoch, RewardTree tree, BigInteger total, List<Reward> rewards);
    }

    private final Address self;
    private final Contended ledger;
    private final Supplier<BigInteger> limit;
    private final Publisher publisher;
    private final Duration serviceEpoch;
    private final Duration rewardEpoch;
    private final InstantSource clock;
    private final ServiceHistory history;
    private final Map<LeaseId, LedgerEvent.LeaseOpened> leases = new HashMap<>();
    private final Map<Long, BigInteger> totals = new HashMap<>();
    private final Map<Long, LedgerEvent.RewardsGranted> granted = new HashMap<>();
    private final Set<Long> settled = new HashSet<>();
    private long tried = -1;
    private int attempts;

    /// @param limit most that may be granted now
    RewardRounds(
            Address self,
            Consumer<LedgerCommand> ledger,
            Supplier<BigInteger> limit,
            Publisher publisher,
            Duration serviceEpoch,
            Duration rewardEpoch,
            InstantSource clock) {
        this.self = self;
        this.ledger = new Contended(ledger, "rewards");
        this.limit = limit;
        this.publisher = publisher;
        this.serviceEpoch = serviceEpoch;
        this.rewardEpoch = rewardEpoch;
        this.clock = clock;
        this.history = new ServiceHistory(rewardEpoch);
    }

    @Override
    public synchronized void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened it
            when it.resourceClass() == ResourceClass.STORAGE && !it.payer().equals(it.provider()) ->
                leases.put(it.lease(), it);
            case LedgerEvent.EpochConcluded it
            when it.outcome() == EpochOutcome.MEASURED || it.outcome() == EpochOutcome.CO_SIGNED ->
                find(it.lease()).ifPresent(lease -> history.measured(lease.provider(), work(lease), entry.at()));
            case LedgerEvent.PenaltyClaimed it
            when it.basisPoints() > 0 ->
                find(it.lease()).ifPresent(lease -> history.missed(lease.provider(), entry.at()));
            case LedgerEvent.RewardsAttested it -> {
                totals.putIfAbsent(it.epoch(), it.total());
                if (it.auditor().equals(self)) {
                    settled.add(it.epoch());
                }
                forget(it.epoch() - KEPT);
            }
            case LedgerEvent.RewardsGranted it -> {
                granted.put(it.epoch(), it);
                settled.add(it.epoch());
            }
            case LedgerEvent.RewardsSwept it -> granted.remove(it.epoch());
            default -> {
                // Says nothing of rewards.
            }
        }
    }

    @Override
    public synchronized void reset() {
        history.reset();
        leases.clear();
        totals.clear();
        granted.clear();
        settled.clear();
    }

    /// Attests to the reward epoch that ended last, and sends back what nobody claimed of old ones.
    void tick() {
        long ended = clock.instant().minus(MARGIN).getEpochSecond() / rewardEpoch.toSeconds() - 1;
        if (isDue(ended)) {
            attempts = ended == tried ? attempts + 1 : 1;
            tried = ended;
            var round = round(ended, limit.get());
            boolean done = round.isEmpty() || attest(round.get());
            attempts = done ? ATTEMPTS : attempts;
        }
        unclaimed().forEach(epoch -> ledger.submit(new LedgerCommand.SweepRewards(epoch)));
    }

    /// What is to be granted.
    private record Round(long epoch, BigInteger total, List<Reward> rewards) {}

    private synchronized boolean isDue(long ended) {
        return !settled.contains(ended) && (tried != ended || attempts < ATTEMPTS);
    }

    private synchronized Optional<Round> round(long ended, BigInteger most) {
        var total = totals.getOrDefault(ended, most);
        var rewards = RewardFormula.share(total, history.records(ended));
        boolean good = total.compareTo(most) <= 0 && !rewards.isEmpty() && rewards.size() <= MAX_SHARES;
        return good ? Optional.of(new Round(ended, total, rewards)) : Optional.empty();
    }

    /// The one that grants takes more gas than the ledger expected while another one was on its way: it is refused
    /// then,
    /// and taken the next time.
    ///
    /// @return whether it was done
    private boolean attest(Round round) {
        var tree = RewardTree.of(round.epoch(), round.rewards());
        publisher.publish(round.epoch(), tree, round.total(), round.rewards());
        boolean done = ledger.submit(new LedgerCommand.AttestRewards(round.epoch(), tree.root(), round.total()));
        LOG.log(
                System.Logger.Level.INFO,
                "rewards.attested epoch={0} root={1} providers={2} done={3}",
                Long.toString(round.epoch()),
                tree.root(),
                Integer.toString(round.rewards().size()),
                Boolean.toString(done));
        return done;
    }

    private synchronized List<Long> unclaimed() {
        var now = clock.instant().minus(MARGIN);
        return granted.values().stream()
                .filter(it -> it.claimUntil().isBefore(now))
                .map(LedgerEvent.RewardsGranted::epoch)
                .toList();
    }

    private Optional<LedgerEvent.LeaseOpened> find(LeaseId lease) {
        return Optional.ofNullable(leases.get(lease));
    }

    private BigInteger work(LedgerEvent.LeaseOpened lease) {
        return lease.quantity().multiply(BigInteger.valueOf(serviceEpoch.toSeconds()));
    }

    private void forget(long epoch) {
        totals.keySet().removeIf(each -> each < epoch);
        settled.removeIf(each -> each < epoch);
    }
}
