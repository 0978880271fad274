package souk.node.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.assurance.rewards.Reward;
import souk.assurance.rewards.RewardTree;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.ChainId;
import souk.ledger.EventPosition;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

final class RewardClaimsTest {
    private static final Address SELF = address('a');
    private static final List<Reward> SHARES =
            List.of(new Reward(SELF, BigInteger.TEN), new Reward(address('b'), BigInteger.TWO));
    private static final RewardTree TREE = RewardTree.of(7, SHARES);
    private static final Instant NOW = Instant.ofEpochSecond(10_000);

    private final List<LedgerCommand> sent = new ArrayList<>();
    private List<List<Reward>> told = List.of();
    private Instant now = NOW;
    private final RewardClaims claims = new RewardClaims(SELF, _ -> told, sent::add, () -> now);

    @Test
    void claimsItsLeafOnce() {
        told = List.of(SHARES);
        grant();
        claims.tick();
        claims.tick();

        assertThat(sent).containsExactly(new LedgerCommand.ClaimReward(7, SELF, BigInteger.TEN, TREE.proof(SELF)));
    }

    @Test
    void believesOnlySharesUnderTheGrantedRoot() {
        told = List.of(List.of(), List.of(new Reward(SELF, BigInteger.valueOf(1_000))));
        grant();
        claims.tick();
        assertThat(sent).isEmpty();
        told = List.of(List.of(new Reward(SELF, BigInteger.ONE)), SHARES);
        claims.tick();

        assertThat(sent).hasSize(1);
    }

    @Test
    void claimsNothingThatIsNotItsOwnOrTooLate() {
        told = List.of(List.of(new Reward(address('b'), BigInteger.TWO)));
        tell(new LedgerEvent.RewardsGranted(
                7, RewardTree.of(7, told.getFirst()).root(), BigInteger.TWO, NOW.plusSeconds(60)));
        claims.tick();
        told = List.of(SHARES);
        grant();
        now = NOW.plusSeconds(61);
        claims.tick();

        assertThat(sent).isEmpty();
    }

    private void grant() {
        tell(new LedgerEvent.RewardsGranted(7, TREE.root(), BigInteger.valueOf(12), NOW.plusSeconds(60)));
    }

    private void tell(LedgerEvent event) {
        claims.on(new LedgerEntry(new EventPosition(ChainId.evm(31_337), 1, Digest.ZERO, Digest.ZERO, 0), NOW, event));
    }

    private static Address address(char digit) {
        return new Address("0x" + String.valueOf(digit).repeat(40));
    }
}
