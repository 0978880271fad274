package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.record.Cid;
import souk.core.value.Address;
import souk.core.value.Digest;

/// What every [AuditStore] does.
abstract class AuditStoreContract {
    static final Address PROVIDER = FakeMarket.TARGET.provider();
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private final FakeMarket market = new FakeMarket().holding(2, 2, 0);

    /// The store under test, the same one for the whole test; a durable one may be opened anew.
    abstract AuditStore store();

    @Test
    void knowsNothingAtFirst() {
        assertThat(store().outcome(FakeMarket.TARGET.lease(), 1)).isEmpty();
        assertThat(store().watch(FakeMarket.TARGET.lease())).isEqualTo(LeaseWatch.of(FakeMarket.TARGET.lease()));
        assertThat(store().openDisputes()).isEmpty();
        assertThat(store().score(PROVIDER)).isEmpty();
        assertThat(store().changes(PROVIDER, 5)).isEmpty();
    }

    @Test
    void keepsTheFirstOutcomeOfAnEpoch() {
        AuditEntry.Decided first = decided(1, AuditScore.Event.PASSED);
        append(first);
        append(decided(1, AuditScore.Event.FAILED));

        assertThat(store().outcome(FakeMarket.TARGET.lease(), 1)).contains(first.outcome());
        assertThat(store().watch(FakeMarket.TARGET.lease())).isEqualTo(first.watch());
        assertThat(store().score(PROVIDER)).contains(first.change().after());
        assertThat(store().changes(PROVIDER, 5)).containsExactly(first.change());
    }

    @Test
    void tellsChangesNewestFirst() {
        for (int epoch = 0; epoch < AuditStore.KEPT_CHANGES + 20; epoch++) {
            append(decided(epoch, AuditScore.Event.PASSED));
        }

        List<ScoreChange> changes = store().changes(PROVIDER, 3);
        assertThat(changes).extracting(ScoreChange::epoch).containsExactly(219L, 218L, 217L);
        assertThat(store().score(PROVIDER)).map(AuditScore::audits).contains(220L);
        assertThat(store().outcome(FakeMarket.TARGET.lease(), 120)).isPresent();
    }

    @Test
    void endsADisputeOnce() {
        DisputeCase dispute = dispute(7);
        append(new AuditEntry.Disputed(dispute));
        append(new AuditEntry.Disputed(dispute(8)));
        assertThat(store().openDisputes()).containsExactly(dispute, dispute(8));

        var settled = new AuditEntry.Settled(dispute, change(1, AuditScore.Event.DISPUTE_LOST));
        append(settled);
        append(settled);
        append(new AuditEntry.Disputed(dispute));

        assertThat(store().openDisputes()).containsExactly(dispute(8));
        assertThat(store().changes(PROVIDER, 5)).containsExactly(settled.change());
    }

    void append(AuditEntry entry) {
        store().append(entry);
    }

    AuditEntry.Decided decided(long epoch, AuditScore.Event event) {
        var outcome = new EpochOutcome.Passed(
                FakeMarket.TARGET, epoch, NOW, market.signed(epoch).root(), 20, List.of(Cid.of(Digest.ZERO)));
        var watch = new LeaseWatch(FakeMarket.TARGET.lease(), 0, Optional.of(market.signed(epoch)));
        return new AuditEntry.Decided(outcome, watch, change(epoch, event));
    }

    private ScoreChange change(long epoch, AuditScore.Event event) {
        AuditScore before = store().score(PROVIDER).orElse(AuditScore.fresh(PROVIDER, NOW));
        return new ScoreChange(FakeMarket.TARGET.lease(), epoch, event, before, before.after(event), List.of(), NOW);
    }

    private DisputeCase dispute(int number) {
        return new DisputeCase(
                new Digest("0x" + "0%d".formatted(number).repeat(32)),
                FakeMarket.TARGET,
                1,
                market.signed(1),
                number,
                Cid.of(Digest.ZERO));
    }
}
