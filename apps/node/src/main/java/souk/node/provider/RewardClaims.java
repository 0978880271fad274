package souk.node.provider;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import souk.assurance.rewards.Reward;
import souk.assurance.rewards.RewardTree;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// Claims this provider's rewards as soon as they are granted. The shares come from any auditor; whether they are the
/// granted ones, the root on the ledger tells.
final class RewardClaims implements LedgerFeed.Listener {
    /// Grants looked at, the newest: older ones can hardly be claimed any more.
    private static final int KEPT = 100;

    private static final System.Logger LOG = System.getLogger(RewardClaims.class.getName());

    private final Address self;
    private final LongFunction<List<List<Reward>>> shares;
    private final Consumer<LedgerCommand> ledger;
    private final InstantSource clock;
    private final Map<Long, LedgerEvent.RewardsGranted> open = new ConcurrentSkipListMap<>();

    /// @param shares of an epoch, as auditors tell them
    RewardClaims(
            Address self,
            LongFunction<List<List<Reward>>> shares,
            Consumer<LedgerCommand> ledger,
            InstantSource clock) {
        this.self = self;
        this.shares = shares;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.RewardsGranted it -> {
                open.put(it.epoch(), it);
                open.keySet().removeIf(epoch -> epoch <= it.epoch() - KEPT);
            }
            case LedgerEvent.RewardClaimed it when it.account().equals(self) -> open.remove(it.epoch());
            default -> {
                // Not about our rewards.
            }
        }
    }

    @Override
    public void reset() {
        open.clear();
    }

    void tick() {
        var now = clock.instant();
        open.values().removeIf(it -> it.claimUntil().isBefore(now));
        open.values().forEach(this::claim);
    }

    private void claim(LedgerEvent.RewardsGranted grant) {
        try {
            tree(grant).ifPresent(found -> {
                var own = found.rewards().stream()
                        .filter(it -> it.account().equals(self))
                        .findFirst();
                own.ifPresent(it -> ledger.accept(new LedgerCommand.ClaimReward(
                        grant.epoch(), self, it.amount(), found.tree().proof(self))));
                open.remove(grant.epoch());
            });
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "rewards.unclaimed epoch={0} code={1} reason={2}",
                    Long.toString(grant.epoch()),
                    e.code(),
                    e.getMessage());
        }
    }

    private record Found(List<Reward> rewards, RewardTree tree) {}

    private Optional<Found> tree(LedgerEvent.RewardsGranted grant) {
        return shares.apply(grant.epoch()).stream()
                .filter(told -> !told.isEmpty())
                .map(told -> new Found(told, RewardTree.of(grant.epoch(), told)))
                .filter(found -> found.tree().root().equals(grant.root()))
                .findFirst();
    }
}
