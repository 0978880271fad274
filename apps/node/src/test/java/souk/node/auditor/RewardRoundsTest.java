package souk.node.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.assurance.rewards.Reward;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.ResourceClass;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.ChainId;
import souk.ledger.EventPosition;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerEvent.EpochOutcome;

/// Two auditors over one ledger of facts.
final class RewardRoundsTest {
    private static final Duration SERVICE = Duration.ofSeconds(60);
    private static final Duration REWARD = Duration.ofSeconds(600);
    private static final Address GOOD = address('a');
    private static final Address BAD = address('b');
    private static final Address PAYER = address('c');

    private final List<LedgerCommand> sent = new ArrayList<>();
    private final List<List<Reward>> published = new ArrayList<>();
    private BigInteger limit = BigInteger.valueOf(1_000_000);
    private Instant now = at(5, 100);
    private boolean refuses;
    private final RewardRounds first = auditor(address('1'));
    private final RewardRounds second = auditor(address('2'));

    @Test
    void sharesOutWhatTheLedgerShowsOnceAnEpoch() {
        serve();
        now = at(6, 20);
        first.tick();
        first.tick();

        var command = (LedgerCommand.AttestRewards) sent.getFirst();
        assertThat(sent).hasSize(1);
        assertThat(command.epoch()).isEqualTo(5);
        assertThat(command.total()).isEqualTo(limit);
        // A newcomer alone gets the cohort's tenth; who missed a promise gets nothing.
        assertThat(published).containsExactly(List.of(new Reward(GOOD, BigInteger.valueOf(100_000))));
    }

    /// The pool grew between their looks: the second takes over the total that the first named.
    @Test
    void agreesWithAnotherAuditorOnTotalAndRoot() {
        serve();
        now = at(6, 20);
        first.tick();
        var named = (LedgerCommand.AttestRewards) sent.getFirst();
        tell(new LedgerEvent.RewardsAttested(5, named.root(), named.total(), address('1'), BigInteger.ONE));
        limit = limit.add(BigInteger.TEN);
        second.tick();
        first.tick();

        assertThat(sent).hasSize(2).last().isEqualTo(named);
    }

    /// Two attestations in one block: the second grants, which takes more gas than was expected of it.
    @Test
    void triesAgainWhatTheLedgerRefusedAndNotForever() {
        serve();
        refuses = true;
        now = at(6, 20);
        for (int i = 0; i < 20; i++) {
            first.tick();
        }
        assertThat(sent).hasSize(10);
        sent.clear();
        second.tick();
        refuses = false;
        second.tick();
        second.tick();

        assertThat(sent).hasSize(2);
    }

    @Test
    void attestsToNoTotalThatThePoolDoesNotAllow() {
        serve();
        tell(new LedgerEvent.RewardsAttested(5, Digest.ZERO, limit.add(BigInteger.ONE), address('2'), BigInteger.ONE));
        now = at(6, 20);
        first.tick();

        assertThat(sent).isEmpty();
    }

    @Test
    void grantsNothingWhereNobodyServed() {
        now = at(6, 20);
        first.tick();

        assertThat(sent).isEmpty();
        assertThat(published).isEmpty();
    }

    @Test
    void countsNoLeaseWithOneself() {
        open(lease(3), GOOD, GOOD);
        conclude(lease(3), EpochOutcome.MEASURED);
        now = at(6, 20);
        first.tick();

        assertThat(sent).isEmpty();
    }

    @Test
    void sweepsWhatNobodyClaimed() {
        tell(new LedgerEvent.RewardsGranted(2, Digest.ZERO, BigInteger.ONE, at(5, 200)));
        first.tick();
        assertThat(sent).isEmpty();
        now = at(5, 300);
        first.tick();
        tell(new LedgerEvent.RewardsSwept(2, BigInteger.ONE));
        first.tick();

        assertThat(sent).containsExactly(new LedgerCommand.SweepRewards(2));
    }

    private void serve() {
        open(lease(1), PAYER, GOOD);
        open(lease(2), PAYER, BAD);
        conclude(lease(1), EpochOutcome.MEASURED);
        conclude(lease(2), EpochOutcome.MEASURED);
        conclude(lease(1), EpochOutcome.UNMEASURED);
        tell(new LedgerEvent.PenaltyClaimed(lease(2), 50, 1_000, BigInteger.ONE));
        tell(new LedgerEvent.PenaltyClaimed(lease(1), 50, 0, BigInteger.ZERO));
    }

    private void open(LeaseId lease, Address payer, Address provider) {
        tell(new LedgerEvent.LeaseOpened(
                lease,
                payer,
                provider,
                ResourceClass.STORAGE,
                BigInteger.TEN,
                at(50, 0),
                at(5, 30),
                BigInteger.ONE,
                BigInteger.ONE,
                address('e'),
                Digest.ZERO,
                Digest.ZERO));
    }

    private void conclude(LeaseId lease, EpochOutcome outcome) {
        tell(new LedgerEvent.EpochConcluded(lease, 50, outcome, Reading.ofProbes(1, 1)));
    }

    private void tell(LedgerEvent event) {
        var position = new EventPosition(ChainId.evm(31_337), 1, Digest.ZERO, Digest.ZERO, 0);
        first.on(new LedgerEntry(position, now, event));
        second.on(new LedgerEntry(position, now, event));
    }

    private RewardRounds auditor(Address self) {
        return new RewardRounds(
                self,
                this::send,
                () -> limit,
                (_, _, _, rewards) -> published.add(rewards),
                SERVICE,
                REWARD,
                () -> now);
    }

    private void send(LedgerCommand command) {
        sent.add(command);
        if (refuses) {
            throw new SoukException(ErrorCode.LEDGER_REFUSED, "no");
        }
    }

    private static Instant at(long epoch, long second) {
        return Instant.ofEpochSecond(epoch * REWARD.toSeconds() + second);
    }

    private static LeaseId lease(int digit) {
        return new LeaseId("0x" + Integer.toString(digit).repeat(64));
    }

    private static Address address(char digit) {
        return new Address("0x" + String.valueOf(digit).repeat(40));
    }
}
