package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerEvent.SkipReason;
import souk.ledger.LedgerRefusal;
import souk.ledger.MarketParameters;
import souk.ledger.rules.LeaseRules;
import souk.trust.AccountKey;

/// Random histories on the contracts and on [LeaseRules]: after each step both must agree on whether it was refused and
/// why, on the lease and on everybody's money. `-Dsouk.rules.seed=N` begins at another history,
/// `-Dsouk.rules.histories=N` plays more of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
final class LeaseRulesIT {
    private static final int HISTORIES = Integer.getInteger("souk.rules.histories", 6);
    private static final long FIRST_SEED = Long.getLong("souk.rules.seed", 1);
    private static final int STEPS = 80;
    private static final long GAS = 3_000_000;
    private static final BigInteger COINS = BigInteger.TEN.pow(20);
    private static final BigInteger TOKENS = BigInteger.valueOf(20_000);
    private static final BigInteger ALLOWANCE = BigInteger.valueOf(15_000);
    private static final Digest NODE_KEY = new Digest("0x" + "1".repeat(64));
    private static final MarketParameters TERMS = MarketParameters.local();

    private LocalMarket local;
    private JsonRpc rpc;
    private Commands commands;
    private final EnumSet<CloseReason> ends = EnumSet.noneOf(CloseReason.class);
    private final Map<String, Integer> answers = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path folder) {
        local = LocalMarket.start(folder, Duration.ofMillis(100));
        rpc = local.chain.rpc();
        commands = new Commands(local.market.addresses());
        // Blocks come only when they are asked for.
        rpc.call("evm_setIntervalMining", new Json.Number(0));
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @Test
    void theContractsAndTheRulesAgreeAfterEachStepOfRandomHistories() {
        for (int i = 0; i < HISTORIES; i++) {
            play(FIRST_SEED + i);
        }

        assertThat(ends)
                .as("the histories must reach what they are meant to reach")
                .contains(CloseReason.START_TIMEOUT, CloseReason.FUNDS_EXHAUSTED, CloseReason.EXPIRED);
        assertThat(answers.keySet())
                .contains(
                        "done",
                        "NotProvider",
                        "LeaseInStatus",
                        "LeaseOver",
                        "TooEarly",
                        "TooLate",
                        "FundsSuffice",
                        "ReasonNotAllowed",
                        "BadSignature",
                        "STALE");
    }

    private void play(long seed) {
        var payers = List.of(payer(), payer());
        var providers =
                List.of(provider(TERMS.startPenalty().multiply(BigInteger.TEN)), provider(TERMS.startPenalty()));
        var rules = new LeaseRules(
                TERMS,
                local.market.addresses().domain(),
                (message, signature, signer) ->
                        AccountKey.verify(local.market.addresses().domain(), message, signature, signer));
        for (var payer : payers) {
            rules.purse(payer.address()).held = TOKENS.longValueExact();
            rules.purse(payer.address()).allowed = ALLOWANCE.longValueExact();
        }
        for (var provider : providers) {
            rules.stake(provider.address()).amount =
                    local.market.provider(provider.address()).orElseThrow().stake();
        }
        var accounts = Stream.concat(payers.stream(), providers.stream())
                .map(AccountKey::address)
                .toList();
        long before = heldByMarket();
        var history = new RandomHistory(
                seed,
                payers,
                providers,
                local.market.addresses(),
                TERMS,
                rules,
                newestBlock().plusSeconds(1));
        for (int i = 0; i < STEPS; i++) {
            var step = history.next();
            var context = "seed %d, step %d: %s".formatted(seed, i, step);
            var expected = rules.apply(step.sender(), step.command(), step.at());
            var actual = mine(step);
            assertThat(actual.refusal()).as(context).isEqualTo(expected);
            assertThat(actual.skipped()).as(context).isEqualTo(rules.skipped());
            answers.merge(expected.orElse("done"), 1, Integer::sum);
            rules.skipped().forEach(reason -> answers.merge(reason.name(), 1, Integer::sum));
            compareMoney(context, rules, accounts);
            assertThat(heldByMarket() - before).as(context).isEqualTo(rules.owed());
            rules.leases().forEach((id, lease) -> compare(context, id, lease, step.at()));
        }
        rules.leases().values().forEach(lease -> ends.add(lease.reason));
    }

    // ---- comparing

    private void compare(String context, LeaseId id, LeaseRules.Lease expected, Instant at) {
        var actual = local.market.lease(id).orElseThrow();
        assertThat(actual.status()).as(context).isEqualTo(expected.statusAt(at.getEpochSecond()));
        assertThat(actual.reason()).as(context).isEqualTo(expected.reason);
        assertThat(actual.deposit()).as(context).isEqualTo(BigInteger.valueOf(expected.deposit));
        assertThat(actual.paid()).as(context).isEqualTo(BigInteger.valueOf(expected.paid));
        assertThat(actual.escrow()).as(context).isEqualTo(BigInteger.valueOf(expected.escrow()));
        assertThat(actual.endsAt().getEpochSecond()).as(context).isEqualTo(expected.endsAt);
        if (expected.status == LeaseStatus.OPEN || expected.status == LeaseStatus.PAUSED) {
            assertThat(actual.mark().getEpochSecond()).as(context).isEqualTo(expected.mark);
        }
    }

    private void compareMoney(String context, LeaseRules rules, List<Address> accounts) {
        for (var account : accounts) {
            var balance = local.market.balance(account, local.market.addresses().stablecoin());
            var purse = rules.purse(account);
            assertThat(balance.held()).as(context).isEqualTo(BigInteger.valueOf(purse.held));
            assertThat(balance.deposited()).as(context).isEqualTo(BigInteger.valueOf(purse.deposited));
            assertThat(balance.allowed()).as(context).isEqualTo(BigInteger.valueOf(purse.allowed));
            var stake = rules.stake(account);
            local.market.provider(account).ifPresent(provider -> {
                assertThat(provider.stake()).as(context).isEqualTo(stake.amount);
                assertThat(provider.activeLeases()).as(context).isEqualTo(stake.leases);
            });
        }
    }

    private long heldByMarket() {
        var addresses = local.market.addresses();
        return local.market
                .balance(addresses.market(), addresses.stablecoin())
                .held()
                .longValueExact();
    }

    // ---- a chain whose time stands still between steps

    private record Mined(Optional<String> refusal, List<SkipReason> skipped) {}

    private Mined mine(RandomHistory.Step step) {
        var request = commands.encode(step.command(), false).toJson(Optional.of(step.sender()));
        var transaction = Json.object()
                .put("from", request.text("from"))
                .put("to", request.text("to"))
                .put("data", request.text("data"))
                .put("gas", JsonRpc.asText(Quantity.of(GAS)))
                .build();
        rpc.call("anvil_impersonateAccount", new Json.Text(step.sender().hex()));
        var hash = new Json.Text(rpc.text("eth_sendTransaction", transaction));
        rpc.call("evm_setNextBlockTimestamp", Quantity.of(step.at().getEpochSecond()));
        rpc.call("evm_mine");
        var receipt = rpc.object("eth_getTransactionReceipt", hash);
        if (Quantity.number(receipt.text("status")) == 0) {
            return new Mined(Optional.of(refusal(hash)), List.of());
        }
        var block = local.chain.blockByHash(new Digest(receipt.text("blockHash")));
        var skipped = receipt.array("logs")
                .objects()
                .flatMap(log -> local.market.decoder().decode(log, block).stream())
                .map(LedgerEntry::event)
                .filter(LedgerEvent.VoucherSkipped.class::isInstance)
                .map(event -> ((LedgerEvent.VoucherSkipped) event).reason())
                .toList();
        return new Mined(Optional.empty(), skipped);
    }

    private String refusal(Json hash) {
        var tracer = Json.object().put("tracer", "callTracer").build();
        JsonObject trace = rpc.object("debug_traceTransaction", hash, tracer);
        var exception = Refusals.of(trace.optionalText("output").map(Quantity::bytes));
        return LedgerRefusal.of(exception).orElseThrow().error();
    }

    private Instant newestBlock() {
        return Head.from(rpc.object("eth_getBlockByNumber", new Json.Text("latest"), new Json.Flag(false)))
                .block()
                .at();
    }

    // ---- parties

    private AccountKey payer() {
        var key = newAccount();
        var asset = local.market.addresses().stablecoin();
        done(LocalMarket.DEPLOYER, new LedgerCommand.MintTestAsset(asset, key.address(), TOKENS));
        done(key, new LedgerCommand.Approve(asset, LedgerCommand.Spender.MARKET, ALLOWANCE));
        return key;
    }

    private AccountKey provider(BigInteger aboveMinimum) {
        var key = newAccount();
        var token = local.market.addresses().token();
        var stake = TERMS.minStake().add(aboveMinimum);
        done(LocalMarket.DEPLOYER, new LedgerCommand.TransferAsset(token, key.address(), stake));
        done(key, new LedgerCommand.RegisterProvider(NODE_KEY, "https://one.example", new Region("eu-west-1")));
        done(key, new LedgerCommand.Approve(token, LedgerCommand.Spender.REGISTRY, stake));
        done(key, new LedgerCommand.AddStake(stake));
        return key;
    }

    private AccountKey newAccount() {
        var key = AccountKey.generate(new SecureRandom());
        rpc.call("anvil_setBalance", new Json.Text(key.address().hex()), Quantity.of(COINS));
        return key;
    }

    private void done(AccountKey sender, LedgerCommand command) {
        var step =
                new RandomHistory.Step(sender.address(), command, newestBlock().plusSeconds(1));
        assertThat(mine(step).refusal()).isEmpty();
    }
}
