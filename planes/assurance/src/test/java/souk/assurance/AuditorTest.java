package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.assurance.AuditVerdict.FailureKind;
import souk.assurance.EpochOutcome.Reason;
import souk.core.json.Json;

final class AuditorTest {
    private static final AuditorOptions OPTIONS =
            new AuditorOptions(150, Duration.ofSeconds(15), 2, Duration.ofMinutes(2), 4);

    private final FakeMarket market = new FakeMarket().holding(9, 7, 0);
    private final InMemoryAuditStore store = new InMemoryAuditStore();
    private final Auditor auditor = market.auditor(OPTIONS, store);

    @Test
    void passesAnHonestProviderOnceAnEpoch() {
        EpochOutcome outcome = only(auditor.runEpoch(1));

        assertThat(outcome).isInstanceOfSatisfying(EpochOutcome.Passed.class, passed -> {
            assertThat(passed.leaves()).isEqualTo(150);
            assertThat(passed.transcripts()).hasSize(2).allMatch(market.published::containsKey);
            assertThat(passed.root()).isEqualTo(market.signed(1).root());
        });
        assertThat(EpochOutcome.from(Json.parseObject(outcome.toJson().canonical())))
                .isEqualTo(outcome);
        assertThat(auditor.runEpoch(1)).isEmpty();
        assertThat(score().audits()).isEqualTo(1);
        assertThat(score().possession().value()).isEqualTo(1);
    }

    @Test
    void waitsForTheRandomness() {
        market.fixedUntil = 0;
        assertThat(auditor.runEpoch(1)).isEmpty();

        market.fixedUntil = 1;
        assertThat(auditor.runEpoch(1)).hasSize(1);
    }

    @Test
    void takesALossToTheLedgerAndSeesItThroughARestart() {
        market.lost.add(market.tree().entries().get(4).root());

        EpochOutcome outcome = only(auditor.runEpoch(1));

        assertThat(outcome).isInstanceOfSatisfying(EpochOutcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.MISSING);
            assertThat(market.verifier().confirms(market.evidence(failed.evidence())))
                    .isTrue();
        });
        assertThat(EpochOutcome.from(Json.parseObject(outcome.toJson().canonical())))
                .isEqualTo(outcome);
        DisputeCase dispute = only(store.openDisputes());

        Auditor restarted = market.auditor(OPTIONS, store);
        restarted.tick();
        assertThat(market.resolved).isEmpty();
        market.now = market.now.plus(FakeMarket.DISPUTE_WINDOW).plusSeconds(1);
        restarted.tick();
        assertThat(market.resolved).containsExactly(dispute.id());
        restarted.tick();

        assertThat(store.openDisputes()).isEmpty();
        assertThat(score().isDisqualified()).isTrue();
        assertThat(store.changes(FakeMarket.TARGET.provider(), 10))
                .extracting(ScoreChange::event)
                .containsExactly(AuditScore.Event.DISPUTE_LOST, AuditScore.Event.FAILED);
        assertThat(store.changes(FakeMarket.TARGET.provider(), 1).getFirst().evidence())
                .containsExactly(dispute.evidence());
    }

    @Test
    void forgivesADisputeThatIsAnswered() {
        market.signsAsOther = true;
        auditor.runEpoch(1);
        DisputeCase dispute = only(store.openDisputes());

        market.ledger.put(dispute.id(), new Disputes.Answered());
        auditor.tick();

        assertThat(store.openDisputes()).isEmpty();
        assertThat(score().isDisqualified()).isFalse();
    }

    @Test
    void opensADisputeAgainThatTheLedgerForgot() {
        market.lost.add(market.tree().entries().get(4).root());
        auditor.runEpoch(1);
        market.ledger.clear();

        auditor.tick();

        assertThat(market.ledger).containsKey(only(store.openDisputes()).id());
    }

    @Test
    void forgivesAnOutageAndTakesLastingSilenceToTheLedger() {
        auditor.runEpoch(1);
        market.reachable = false;
        market.now = market.now.plus(Duration.ofMinutes(3));

        assertThat(only(auditor.runEpoch(2))).isInstanceOf(EpochOutcome.Unmeasured.class);
        assertThat(store.openDisputes()).isEmpty();
        var second = (EpochOutcome.Unmeasured) only(auditor.runEpoch(3));

        assertThat(second.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(EpochOutcome.from(Json.parseObject(second.toJson().canonical())))
                .isEqualTo(second);
        DisputeCase dispute = only(store.openDisputes());
        assertThat(dispute.inventory()).isEqualTo(market.signed(1));
        assertThat(market.verifier().confirms(market.evidence(dispute.evidence())))
                .isTrue();
        assertThat(score().possession().value()).isEqualTo(1);
        assertThat(score().uptime().value()).isLessThan(1);

        market.now = market.now.plus(FakeMarket.DISPUTE_WINDOW).plusSeconds(1);
        auditor.tick();
        auditor.tick();
        auditor.runEpoch(4);
        assertThat(store.openDisputes()).isEmpty();
    }

    @Test
    void blamesNobodyInItsFirstMinutes() {
        auditor.runEpoch(1);
        market.reachable = false;

        auditor.runEpoch(2);
        auditor.runEpoch(3);

        assertThat(store.openDisputes()).isEmpty();
        assertThat(store.watch(FakeMarket.TARGET.lease()).missed()).isEqualTo(2);
    }

    @Test
    void countsAnOlderRootThanBeforeAsMissed() {
        auditor.runEpoch(5);
        market.shown = Optional.of(market.signed(4));

        var outcome = (EpochOutcome.Unmeasured) only(auditor.runEpoch(6));

        assertThat(outcome.reason()).isEqualTo(Reason.NO_SOUND_ROOT);
        assertThat(outcome.reason().isMissed()).isTrue();
    }

    @Test
    void bringsNoFailureUnderAnOlderRootToTheLedger() {
        market.shown = Optional.of(market.signed(4));
        market.lost.addAll(market.shards.keySet());

        assertThat(only(auditor.runEpoch(6))).isInstanceOf(EpochOutcome.Failed.class);
        assertThat(store.openDisputes()).isEmpty();
    }

    @Test
    void measuresNothingOfAnEmptyInventory() {
        market.holding(0, 1, 0);

        var outcome = (EpochOutcome.Unmeasured) only(auditor.runEpoch(1));

        assertThat(outcome.reason()).isEqualTo(Reason.EMPTY);
        assertThat(outcome.reason().isMissed()).isFalse();
    }

    private AuditScore score() {
        return store.score(FakeMarket.TARGET.provider()).orElseThrow();
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.getFirst();
    }
}
