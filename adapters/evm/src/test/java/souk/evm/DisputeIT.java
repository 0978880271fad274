package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import souk.core.eip712.TypedData;
import souk.core.error.SoukException;
import souk.core.market.ResourceClass;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.ledger.DisputeState;
import souk.ledger.DisputeState.Claim;
import souk.ledger.DisputeState.Outcome;
import souk.ledger.DisputeState.Stage;
import souk.ledger.DisputeState.Verdict;
import souk.ledger.DisputeStep;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerCommand.Spender;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerReceipt;
import souk.ledger.LedgerRefusal;
import souk.ledger.Pool;
import souk.trust.AccountKey;

/// Disputes on the contracts as nodes and gateways see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
final class DisputeIT {
    private static final Digest EVIDENCE = new Digest("0x" + "e".repeat(64));
    private static final Digest SALT = new Digest("0x" + "5".repeat(64));
    private static final BigInteger PAID = BigInteger.valueOf(1_000);
    /// Half of what was paid, in the stake token.
    private static final BigInteger CLAIMED = BigInteger.valueOf(500).multiply(BigInteger.TEN.pow(12));
    private static final Duration STAGE = Duration.ofSeconds(121);
    private static final int ARBITERS = 4;
    private static final int MOST_DRAWS = 5;

    private record Party(AccountKey key, Ledger ledger) {
        Address address() {
            return key.address();
        }

        LedgerReceipt does(LedgerCommand command) {
            return ledger.submit(command, Finality.INCLUDED);
        }

        LedgerReceipt does(DisputeStep step) {
            return does(new LedgerCommand.Arbitrate(step));
        }
    }

    private final Map<Address, Party> arbiters = new HashMap<>();
    private LocalMarket local;
    private Party payer;
    private Party provider;

    @BeforeAll
    void start(@TempDir Path folder) {
        local = LocalMarket.start(folder, Duration.ofMillis(100));
        payer = newParty();
        provider = newParty();
        var terms = payer.ledger().parameters();
        // Awards are taken from it, and new leases must still be open to it.
        var stake = terms.minStake().multiply(BigInteger.TWO);
        payer.does(new LedgerCommand.Approve(stablecoin(), Spender.MARKET, BigInteger.TEN.pow(9)));
        provider.does(new LedgerCommand.RegisterProvider(EVIDENCE, "https://one.example", new Region("eu-west-1")));
        provider.does(new LedgerCommand.Approve(token(), Spender.REGISTRY, stake));
        provider.does(new LedgerCommand.AddStake(stake));
        for (int i = 0; i < ARBITERS; i++) {
            var arbiter = newParty();
            arbiter.does(new LedgerCommand.Approve(token(), Spender.ARBITERS, terms.minArbiterBond()));
            arbiter.does(
                    new LedgerCommand.JoinPool(Pool.ARBITERS, EVIDENCE, "https://a.example", terms.minArbiterBond()));
            arbiters.put(arbiter.address(), arbiter);
        }
        pass(terms.epochSeconds());
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @Test
    void arbitersUpholdAClaim() {
        var dispute = open(Claim.WRONG_RESULT);
        provider.does(new DisputeStep.Answer(dispute, EVIDENCE));
        payer.does(new DisputeStep.SubmitEvidence(dispute, EVIDENCE));
        pass(STAGE);
        draw(dispute);
        var panel = state(dispute).panel();
        assertThat(panel).hasSize(3).doesNotHaveDuplicates().isSubsetOf(arbiters.keySet());
        for (var arbiter : panel) {
            arbiter(arbiter)
                    .does(new DisputeStep.Commit(dispute, Verdict.UPHELD.commitment(dispute, 1, arbiter, SALT)));
        }
        pass(STAGE);
        payer.does(new DisputeStep.Advance(dispute));
        for (var arbiter : panel) {
            arbiter(arbiter).does(new DisputeStep.Reveal(dispute, Verdict.UPHELD, SALT));
        }
        pass(STAGE);
        var decided = payer.does(new DisputeStep.Advance(dispute)).events(LedgerEvent.DisputeDecided.class);
        assertThat(decided)
                .singleElement()
                .extracting(LedgerEvent.DisputeDecided::verdict)
                .isEqualTo(Verdict.UPHELD);
        pass(STAGE);
        var ended = payer.does(new DisputeStep.Advance(dispute)).events(LedgerEvent.DisputeEnded.class);

        assertThat(ended.getFirst().outcome()).isEqualTo(Outcome.UPHELD);
        assertThat(ended.getFirst().compensation()).isEqualTo(CLAIMED);
        assertThat(state(dispute).stage()).isEqualTo(Stage.FINAL);
    }

    @Test
    void aSilentDefendantLoses() {
        var dispute = open(Claim.NOT_DELIVERED);

        assertThatThrownBy(() -> payer.does(new DisputeStep.Advance(dispute)))
                .isInstanceOfSatisfying(
                        SoukException.class,
                        e -> assertThat(LedgerRefusal.of(e).orElseThrow().error())
                                .isEqualTo("TooEarly"));
        pass(STAGE);
        var ended = payer.does(new DisputeStep.Advance(dispute)).events(LedgerEvent.DisputeEnded.class);

        assertThat(ended.getFirst().outcome()).isEqualTo(Outcome.DEFAULTED);
    }

    @Test
    void bothSettleByOneSignature() {
        var dispute = open(Claim.SLO_BREACHED);
        var half = CLAIMED.divide(BigInteger.TWO);
        var signature = provider.key().sign(local.market.settlementDigest(dispute, half));

        var ended = payer.does(new DisputeStep.Settle(dispute, half, signature)).events(LedgerEvent.DisputeEnded.class);

        assertThat(ended.getFirst().compensation()).isEqualTo(half);
        assertThat(state(dispute).outcome()).isEqualTo(Outcome.SETTLED);
    }

    @Test
    void knowsNoDisputeThatWasNeverOpened() {
        assertThat(local.market.dispute(EVIDENCE)).isEmpty();
    }

    // ---- steps

    /// Under a lease of its own, of which 1,000 units were paid.
    private Digest open(Claim claim) {
        var lease = paidLease();
        for (var party : List.of(payer, provider)) {
            party.does(new LedgerCommand.Approve(token(), Spender.COURT, BigInteger.TEN.pow(24)));
        }
        var opened = payer.does(new DisputeStep.Open(lease, claim, CLAIMED, EVIDENCE))
                .events(LedgerEvent.DisputeOpened.class)
                .getFirst();
        assertThat(opened.defendant()).isEqualTo(provider.address());
        assertThat(opened.claim()).isEqualTo(claim);
        assertThat(state(opened.dispute()).bond()).isEqualTo(opened.bond());
        return opened.dispute();
    }

    /// Again where the round of the arbiters' pool ended between the two blocks.
    private void draw(Digest dispute) {
        for (int i = 0; i < MOST_DRAWS && state(dispute).stage() != Stage.COMMIT; i++) {
            var block = payer.does(new DisputeStep.Advance(dispute)).block();
            local.chain.awaitBlockAbove(block + 1, Duration.ofSeconds(5));
        }
        assertThat(state(dispute).stage()).isEqualTo(Stage.COMMIT);
    }

    private LeaseId paidLease() {
        var opening = opening();
        payer.does(new LedgerCommand.OpenLeases(List.of(opening)));
        var lease =
                LeaseId.of(TypedData.digest(domain(), opening.quote().message()).bytes());
        provider.does(new LedgerCommand.ActivateLease(lease, Digest.ZERO));
        provider.does(new LedgerCommand.SettleVouchers(
                List.of(local.signed(payer.key(), new Voucher(lease, PAID, 1, Digest.ZERO)))));
        return lease;
    }

    private LedgerCommand.Opening opening() {
        var terms = new LocalMarket.Terms(BigInteger.ONE, PAID.multiply(BigInteger.TWO), Digest.ZERO, 0);
        return local.opening(provider.key(), payer.key(), ResourceClass.COMPUTE, terms);
    }

    private Party newParty() {
        var key = local.newAccount();
        return new Party(key, local.market.ledger(TransactionSigner.of(key)));
    }

    private Party arbiter(Address address) {
        return Objects.requireNonNull(arbiters.get(address));
    }

    private DisputeState state(Digest dispute) {
        return local.market.dispute(dispute).orElseThrow();
    }

    private void pass(Duration time) {
        local.chain.rpc().call("evm_increaseTime", Quantity.of(time.toSeconds()));
        local.chain.awaitBlockAbove(local.chain.head().number() + 1, Duration.ofSeconds(5));
    }

    private TypedData.Domain domain() {
        return local.market.addresses().domain();
    }

    private Address stablecoin() {
        return local.market.addresses().stablecoin();
    }

    private Address token() {
        return local.market.addresses().token();
    }
}
