package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;
import souk.core.value.Digest;

final class DisputeResponderTest {
    private final FakeMarket market = new FakeMarket().holding(3, 3, 0);
    private final Desk desk = new Desk();
    private final DisputeResponder responder = new DisputeResponder(FakeMarket.TARGET.provider(), market, desk, market);

    private static final class Desk implements DisputeDesk {
        final List<OpenedChallenge> open = new ArrayList<>();
        final Map<Digest, CellAnswer> answers = new HashMap<>();

        @Override
        public List<OpenedChallenge> open(Address provider) {
            return open;
        }

        @Override
        public void answer(Digest challenge, CellAnswer proof) {
            answers.put(challenge, proof);
        }
    }

    @Test
    void showsTheCellOnTheLedger() {
        desk.open.add(challenge(FakeMarket.TARGET.provider(), 30));

        assertThat(responder.tick()).isEqualTo(1);

        assertThat(desk.answers.get(Digest.ZERO))
                .isInstanceOfSatisfying(
                        CellAnswer.Held.class,
                        held -> assertThat(held.proof()
                                        .proves(
                                                market.tree().root(),
                                                market.tree().total(),
                                                4))
                                .isTrue());
    }

    @Test
    void submitsNothingForALostCell() {
        market.lost.addAll(market.shards.keySet());

        assertThat(responder.onChallengeOpened(challenge(FakeMarket.TARGET.provider(), 30)))
                .isFalse();
        assertThat(desk.answers).isEmpty();
    }

    @Test
    void ignoresOthersChallengesAndThoseThatAreOver() {
        assertThat(responder.onChallengeOpened(challenge(FakeMarket.TARGET.payer(), 30)))
                .isFalse();
        assertThat(responder.onChallengeOpened(challenge(FakeMarket.TARGET.provider(), -1)))
                .isFalse();
        assertThat(desk.answers).isEmpty();
    }

    private OpenedChallenge challenge(Address provider, int seconds) {
        return new OpenedChallenge(
                Digest.ZERO,
                FakeMarket.TARGET.lease(),
                provider,
                market.tree().root(),
                4,
                market.now.plusSeconds(seconds));
    }
}
