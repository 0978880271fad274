package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.assurance.AuditVerdict.FailureKind;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.merkle.AuditAnswer;

final class ChallengeVerifierTest {
    private static final long NEVER = 0;

    private final FakeMarket market = new FakeMarket().holding(9, 7, NEVER);
    private final ChallengeVerifier verifier = market.verifier();

    @Test
    void passesAProviderThatShowsEveryCell() {
        Challenge challenge = market.challenge(3, 40, 20);
        Answer answer = market.respond(challenge);

        assertThat(verifier.verify(challenge, answer)).isEqualTo(new AuditVerdict.Passed(20));
        var transcript = Transcript.of(challenge, answer, market.now);
        assertThat(verifier.confirms(Transcript.from(reread(transcript.toJson()))))
                .isTrue();
    }

    @Test
    void challengesSurviveJson() {
        Challenge challenge = market.challenge(3, 40, 20);

        assertThat(Challenge.from(reread(challenge.toJson()))).isEqualTo(challenge);
        assertThat(Answer.from(reread(market.respond(challenge).toJson()))).isEqualTo(market.respond(challenge));
    }

    @Test
    void failsAnAdmittedLossWithEvidenceThatReplays() {
        market.lost.add(market.tree().entries().get(2).root());
        Challenge challenge = market.challenge(3, 0, 100);

        assertReplays(challenge, market.respond(challenge), FailureKind.MISSING);
    }

    @Test
    void failsAnotherCell() {
        Challenge challenge = market.challenge(3, 0, 5);
        Answer answer = tampered(challenge, proof -> {
            byte[] leaf = proof.leaf();
            leaf[77]++;
            return new AuditAnswer(leaf, proof.entry(), proof.shardPath(), proof.sumPath());
        });

        assertReplays(challenge, answer, FailureKind.WRONG_CELL);
    }

    @Test
    void failsAnotherPath() {
        Challenge challenge = market.challenge(3, 0, 5);
        Answer answer = tampered(
                challenge,
                proof -> new AuditAnswer(
                        proof.leaf(),
                        proof.entry(),
                        proof.shardPath(),
                        proof.sumPath().subList(1, proof.sumPath().size())));

        assertReplays(challenge, answer, FailureKind.WRONG_PATH);
    }

    @Test
    void failsAnAnswerAnotherNodeSigned() {
        market.signsAsOther = true;
        Challenge challenge = market.challenge(3, 0, 5);

        assertReplays(challenge, market.respond(challenge), FailureKind.BAD_SIGNATURE);
    }

    @Test
    void takesAnAnswerToAnotherChallengeForNone() {
        Challenge challenge = market.challenge(3, 0, 5);
        Answer answer = market.respond(market.challenge(3, 5, 5));

        assertReplays(challenge, answer, FailureKind.NO_ANSWER);
    }

    @Test
    void asksNobodyForWhatHasExpired() {
        long expiry = market.now.getEpochSecond();
        market.holding(9, 7, expiry);
        Challenge challenge = market.challenge(3, 0, 5);
        List<CellAnswer> expired = challenge.positions().stream()
                .map(position -> market.tree().locate(position * 1_024))
                .<CellAnswer>map(located -> new CellAnswer.Expired(located.entry(), located.path()))
                .toList();

        assertThat(verifier.verify(challenge, signed(challenge, expired))).isEqualTo(new AuditVerdict.Passed(5));

        market.now = market.now.minusSeconds(1);
        Challenge earlier = market.challenge(3, 0, 5);
        assertReplays(earlier, signed(earlier, expired), FailureKind.WRONG_PATH);
    }

    @Test
    void saysNothingOfARootThatOnlyOnePartySigned() {
        CoSignedRoot both = market.signed(3);
        var one = new CoSignedRoot(both.root(), both.provider(), both.provider());
        var challenge = new Challenge(
                FakeMarket.TARGET, 3, one, FakeMarket.randomness(3), 0, 5, market.now, market.now.plusSeconds(9));

        assertThat(verifier.verify(challenge, market.respond(challenge))).isInstanceOf(AuditVerdict.Unfounded.class);
    }

    @Test
    void confirmsNoForgedEvidence() {
        market.lost.add(market.tree().entries().get(2).root());
        Challenge challenge = market.challenge(3, 0, 100);
        Answer answer = market.respond(challenge);
        var failed = (AuditVerdict.Failed) verifier.verify(challenge, answer);
        Evidence evidence = Evidence.of(challenge, answer, failed, market.now);
        var excerpt = (Evidence.Excerpt) evidence.reply();

        var otherCell = new Evidence.Excerpt(
                excerpt.statement(),
                excerpt.signature(),
                excerpt.index(),
                new CellAnswer.Missing("invented"),
                excerpt.path());
        assertThat(verifier.confirms(new Evidence(challenge, otherCell, failed, market.now)))
                .isFalse();
        var otherKind = new AuditVerdict.Failed(failed.number(), failed.position(), FailureKind.WRONG_CELL);
        assertThat(verifier.confirms(new Evidence(challenge, excerpt, otherKind, market.now)))
                .isFalse();
        assertThat(verifier.confirms(new Evidence(market.challenge(4, 0, 100), excerpt, failed, market.now)))
                .isFalse();
    }

    @Test
    void refusesChallengesThatDoNotFitTogether() {
        assertThatThrownBy(() -> market.challenge(3, 0, Challenge.MAX_CELLS + 1))
                .isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> market.challenge(3, 0, 0)).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> CellAnswer.from(Json.object()
                        .put("kind", "held")
                        .put("cell", "%%")
                        .put("entry", Json.object().build())
                        .build()))
                .isInstanceOf(SoukException.class);
    }

    private interface Tampering {
        AuditAnswer apply(AuditAnswer proof);
    }

    private Answer tampered(Challenge challenge, Tampering tampering) {
        var cells = new ArrayList<>(market.respond(challenge).cells());
        var third = (CellAnswer.Held) cells.get(2);
        cells.set(2, new CellAnswer.Held(tampering.apply(third.proof())));
        return signed(challenge, cells);
    }

    private static Answer signed(Challenge challenge, List<CellAnswer> cells) {
        return Answer.sign(
                challenge, cells, message -> FakeMarket.nodeSignature(FakeMarket.TARGET.provider(), message));
    }

    private void assertReplays(Challenge challenge, Answer answer, FailureKind kind) {
        var verdict = verifier.verify(challenge, answer);
        assertThat(verdict).isInstanceOfSatisfying(AuditVerdict.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(kind);
            assertThat(failed.position()).isEqualTo(challenge.position(failed.number()));
            Evidence evidence = Evidence.of(challenge, answer, failed, market.now);
            Evidence read = Evidence.from(reread(evidence.toJson()));
            assertThat(read).isEqualTo(evidence);
            assertThat(read.cid()).isEqualTo(evidence.cid());
            assertThat(evidence.toJson().canonical().length).isLessThan(8_192);
            assertThat(verifier.confirms(read)).isTrue();
        });
    }

    private static JsonObject reread(JsonObject json) {
        return Json.parseObject(json.canonical());
    }
}
