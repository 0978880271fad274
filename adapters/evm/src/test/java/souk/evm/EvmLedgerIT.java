package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import souk.core.eip712.TypedData;
import souk.core.hash.Keccak256;
import souk.core.json.Json;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.service.Indicator;
import souk.core.service.Measurement;
import souk.core.service.Objective;
import souk.core.service.Reading;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.core.value.Uint;
import souk.ledger.AssetId;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerContract;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerReceipt;
import souk.ledger.MarketParameters;
import souk.ledger.Pool;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
final class EvmLedgerIT extends LedgerContract {
    /// An epoch of the lease costs 600.
    private static final long PRICE = 10_000_000_000_000_000L;

    private static final Digest NODE_KEY = new Digest("0x" + "11".repeat(32));

    private LocalMarket local;

    @BeforeAll
    void start(@TempDir Path folder) {
        local = LocalMarket.start(folder, Duration.ofMillis(100));
    }

    private List<Party> auditors = List.of();

    @AfterAll
    void stop() {
        local.close();
    }

    /// The whole of an epoch by the words of the ledger: enrolled, summoned, measured, concluded, claimed.
    @Test
    void measuresAnEpochByCommittee() {
        var provider = newProvider();
        var consumer = newConsumer();
        var terms = terms();
        var lease = enrolled(provider, consumer, terms);
        var reading = Reading.ofProbes(999_500, 41_000);

        var concluded = measured(consumer, lease, reading);
        long epoch =
                concluded.events(LedgerEvent.EpochConcluded.class).getFirst().epoch();
        var claimed = consumer.ledger().submit(new LedgerCommand.ClaimPenalty(lease, epoch, terms), Finality.INCLUDED);

        assertThat(concluded.events(LedgerEvent.EpochConcluded.class))
                .containsExactly(
                        new LedgerEvent.EpochConcluded(lease, epoch, LedgerEvent.EpochOutcome.MEASURED, reading));
        assertThat(concluded.events(LedgerEvent.AuditorFaulted.class)).isEmpty();
        assertThat(claimed.events(LedgerEvent.PenaltyClaimed.class))
                .containsExactly(new LedgerEvent.PenaltyClaimed(lease, epoch, 0, BigInteger.ZERO));
    }

    /// A provider that was away loses what the epoch costs: at once what it was paid, the rest when it is paid more.
    @Test
    void takesTheMoneyOfAProviderThatWasAway() {
        var provider = newProvider();
        var consumer = newConsumer();
        var terms = terms();
        var lease = enrolled(provider, consumer, terms);
        var cost = consumer.ledger().lease(lease).orElseThrow().intervalCost();
        var before = deposited(consumer);
        pay(provider, consumer, lease, cost.subtract(BigInteger.ONE), 1);

        var concluded = measured(consumer, lease, Reading.ofProbes(0, Reading.UNMEASURED));
        long epoch =
                concluded.events(LedgerEvent.EpochConcluded.class).getFirst().epoch();
        var claimed = consumer.ledger().submit(new LedgerCommand.ClaimPenalty(lease, epoch, terms), Finality.INCLUDED);

        assertThat(claimed.events(LedgerEvent.PenaltyClaimed.class))
                .containsExactly(new LedgerEvent.PenaltyClaimed(lease, epoch, 10_000, cost));
        assertThat(claimed.events(LedgerEvent.PenaltyCollected.class))
                .containsExactly(
                        new LedgerEvent.PenaltyCollected(lease, cost.subtract(BigInteger.ONE), BigInteger.ONE));
        assertThat(deposited(provider)).isZero();

        pay(provider, consumer, lease, cost.add(BigInteger.TEN), 2);
        var collected = consumer.ledger().submit(new LedgerCommand.CollectPenalty(lease), Finality.INCLUDED);

        assertThat(collected.events(LedgerEvent.PenaltyCollected.class))
                .containsExactly(new LedgerEvent.PenaltyCollected(lease, BigInteger.ONE, BigInteger.ZERO));
        assertThat(deposited(provider)).isEqualTo(BigInteger.TEN);
        assertThat(deposited(consumer).subtract(before)).isEqualTo(cost);
    }

    /// A tree of one leaf: its hash is the root.
    @Test
    void paysARewardThatTheAuditorsAttestedTo() {
        var provider = newParty();
        auditors();
        local.treasury.submit(
                new LedgerCommand.TransferAsset(
                        stakeAsset().token(), local.market.addresses().rewards(), BigInteger.valueOf(1_000)),
                Finality.INCLUDED);
        long seconds = local.market.rewardEpoch().toSeconds();
        long epoch = now().getEpochSecond() / seconds;
        pass(Duration.ofSeconds(seconds - now().getEpochSecond() % seconds));
        var amount = local.market.rewardLimit();
        var leaf = leaf(epoch, provider.address(), amount);
        var before = provider.ledger().balance(provider.address(), stakeAsset()).held();

        for (var auditor : auditors) {
            auditor.ledger().submit(new LedgerCommand.AttestRewards(epoch, leaf, amount), Finality.INCLUDED);
        }
        var claimed = provider.ledger()
                .submit(new LedgerCommand.ClaimReward(epoch, provider.address(), amount, List.of()), Finality.INCLUDED);

        assertThat(claimed.events(LedgerEvent.RewardClaimed.class))
                .containsExactly(new LedgerEvent.RewardClaimed(epoch, provider.address(), amount));
        assertThat(provider.ledger().balance(provider.address(), stakeAsset()).held())
                .isEqualTo(before.add(amount));
    }

    private static Digest leaf(long epoch, Address account, BigInteger amount) {
        var words = ByteBuffer.allocate(96)
                .put(Uint.word(BigInteger.valueOf(epoch)))
                .put(Uint.word(new BigInteger(1, account.bytes())))
                .put(Uint.word(amount))
                .array();
        return Digest.of(Keccak256.hash(Keccak256.hash(words)));
    }

    private ServiceTerms terms() {
        return new ServiceTerms(
                Digest.ZERO,
                local.market.addresses().penalty(),
                List.of(new Objective(Indicator.AVAILABILITY, 999_000)));
    }

    private LeaseId enrolled(Party provider, Party consumer, ServiceTerms terms) {
        var opening = opening(provider, consumer, terms.hash(), PRICE);
        var lease = leaseOf(opening);
        var ledger = consumer.ledger();
        ledger.submit(new LedgerCommand.OpenLeases(List.of(opening)), Finality.INCLUDED);
        provider.ledger().submit(new LedgerCommand.ActivateLease(lease, Digest.ZERO), Finality.INCLUDED);
        ledger.submit(
                new LedgerCommand.EnrollLeases(List.of(new LedgerCommand.Enrollment(
                        lease, opening.quote().message(), opening.order().message()))),
                Finality.INCLUDED);
        return lease;
    }

    private void pay(Party provider, Party consumer, LeaseId lease, BigInteger cumulative, long sequence) {
        var voucher = new Voucher(lease, cumulative, sequence, Digest.ZERO);
        provider.ledger()
                .submit(
                        new LedgerCommand.SettleVouchers(List.of(new Signed<>(voucher, consumer.sign(voucher)))),
                        Finality.INCLUDED);
    }

    private BigInteger deposited(Party party) {
        return party.ledger().balance(party.address(), paymentAsset()).deposited();
    }

    /// An epoch in which all auditors of the committee measure the same.
    private LedgerReceipt measured(Party anyone, LeaseId lease, Reading reading) {
        var auditors = auditors();
        var ledger = anyone.ledger();
        toNextEpoch();
        ledger.submit(new LedgerCommand.OpenEpoch(), Finality.INCLUDED);
        var summons = ledger.submit(new LedgerCommand.SummonCommittees(List.of(lease)), Finality.INCLUDED)
                .events(LedgerEvent.MemberSummoned.class);
        assertThat(summons).hasSize(3);
        toNextEpoch();
        for (var auditor : auditors) {
            auditor.ledger()
                    .submit(new LedgerCommand.CommitMeasurements(seated(auditor, summons, reading)), Finality.INCLUDED);
        }
        pass(parameters().commitWindow());
        for (var auditor : auditors) {
            auditor.ledger()
                    .submit(new LedgerCommand.RevealMeasurements(seated(auditor, summons, reading)), Finality.INCLUDED);
        }
        pass(parameters().revealWindow());
        return ledger.submit(
                new LedgerCommand.ConcludeEpoch(summons.getFirst().epoch(), List.of(lease)), Finality.INCLUDED);
    }

    /// As many as a committee has, so that all are drawn.
    private List<Party> auditors() {
        if (auditors.isEmpty()) {
            auditors = List.of(newAuditor(), newAuditor(), newAuditor());
        }
        return auditors;
    }

    private Party newAuditor() {
        var auditor = newParty();
        var bond = parameters().minAuditorBond();
        auditor.ledger()
                .submit(
                        new LedgerCommand.Approve(stakeAsset().token(), LedgerCommand.Spender.AUDITORS, bond),
                        Finality.INCLUDED);
        auditor.ledger()
                .submit(
                        new LedgerCommand.JoinPool(Pool.AUDITORS, NODE_KEY, "https://auditor.example", bond),
                        Finality.INCLUDED);
        return auditor;
    }

    private static List<LedgerCommand.Seated> seated(
            Party auditor, List<LedgerEvent.MemberSummoned> summons, Reading reading) {
        return summons.stream()
                .filter(summon -> summon.member().equals(auditor.address()))
                .map(summon -> new LedgerCommand.Seated(
                        summon.seat(),
                        new Measurement(summon.lease(), summon.epoch(), summon.member(), reading, NODE_KEY)))
                .toList();
    }

    private MarketParameters parameters() {
        return local.market.parameters();
    }

    private void toNextEpoch() {
        long epoch = parameters().epochSeconds().toSeconds();
        pass(Duration.ofSeconds(epoch - now().getEpochSecond() % epoch));
    }

    /// Lets a time and a second pass on the chain.
    private void pass(Duration time) {
        var until = now().plus(time);
        local.chain.rpc().call("evm_increaseTime", new Json.Number(time.toSeconds() + 1));
        local.chain.rpc().call("evm_mine");
        while (!local.chain.head().at().isAfter(until)) {
            local.chain.awaitBlockAbove(local.chain.head().number(), Duration.ofSeconds(1));
        }
    }

    @Override
    protected Party newParty() {
        var key = local.newAccount();
        var ledger = local.market.ledger(TransactionSigner.of(key));
        return new Party() {
            @Override
            public Address address() {
                return key.address();
            }

            @Override
            public Ledger ledger() {
                return ledger;
            }

            @Override
            public Signature sign(TypedData.Message message) {
                return key.sign(domain(), message);
            }
        };
    }

    @Override
    protected AssetId paymentAsset() {
        return local.market.addresses().paymentAsset();
    }

    @Override
    protected AssetId stakeAsset() {
        return local.market.addresses().stakeAsset();
    }

    @Override
    protected Instant now() {
        return local.chain.head().at();
    }

    @Override
    protected TypedData.Domain domain() {
        return local.market.addresses().domain();
    }
}
