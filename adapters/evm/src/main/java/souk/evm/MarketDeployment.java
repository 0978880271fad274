package souk.evm;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import com.esaulpaugh.headlong.util.Integers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import souk.core.hash.Keccak256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.BasePrice;
import souk.ledger.DisputeRules;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.ledger.MarketParameters;

/// Puts a market's contracts on a chain and wires them. A contract's address follows from its creator and nonce, so
/// later ones need not wait for earlier ones: as many are sent at once as fit into a block.
public final class MarketDeployment {
    /// One smallest unit of the test stablecoin (6 decimals) is worth as much of the stake token (18 decimals) as if
    /// both were worth the same.
    private static final BigInteger STAKE_PER_UNIT = BigInteger.TEN.pow(12);

    /// Rewards are shared out every ten epochs.
    private static final int REWARD_EPOCHS = 10;
    /// From so many millionths below target on, so many basis points of an epoch's cost come back.
    private static final List<Object> PENALTY_STEPS =
            List.of(List.of(1_000, 1_000), List.of(10_000, 2_500), List.of(50_000, 5_000), List.of(100_000, 10_000));

    private static final List<String> PARAMETER_KEYS = List.of(
            "minStake",
            "minAuditorBond",
            "minArbiterBond",
            "slashPerFault",
            "startPenalty",
            "challengeBond",
            "auditorFee",
            "silenceSlash",
            "outlierSlash",
            "committeeSize",
            "outlierFactor",
            "rewardShare",
            "priceQuorum",
            "disputeWindow",
            "challengeWindow",
            "graceWindow",
            "unbondingPeriod",
            "startWindow",
            "intervalSeconds",
            "epochSeconds",
            "auditWindow",
            "commitWindow",
            "revealWindow",
            "claimWindow",
            "attestWindow",
            "rewardWindow");

    private static final List<String> AMOUNTS = PARAMETER_KEYS.subList(0, 9);
    /// The largest value of those that are neither amounts nor times.
    private static final Map<String, Integer> COUNTS = Map.of(
            "committeeSize",
            15,
            "outlierFactor",
            1_000,
            "rewardShare",
            1_000_000,
            "panelSize",
            15,
            "auditorQuorum",
            15,
            "priceQuorum",
            31);
    private static final BigInteger MAX_AMOUNT = BigInteger.TEN.pow(24);
    private static final Duration MAX_WINDOW = Duration.ofDays(365);
    private static final Logger LOG = System.getLogger(MarketDeployment.class.getName());

    private final EvmChain chain;
    private final TransactionSigner deployer;
    private final List<Outgoing> sent = new ArrayList<>();

    private MarketDeployment(EvmChain chain, TransactionSigner deployer) {
        this.chain = chain;
        this.deployer = deployer;
    }

    /// Deploys everything and waits until it is in a block. The deployer gets the whole supply of the stake token and
    /// may schedule changes at the timelock, which owns the rest.
    ///
    /// @param prices listed in the stablecoin from the start
    /// @param timelockDelay between scheduling and executing a change of the rules
    /// @throws souk.core.error.SoukException `LEDGER_REFUSED` when a contract does not accept its parameters,
    ///     `INSUFFICIENT_FUNDS` when the deployer has too few coins
    public static MarketAddresses deploy(
            EvmChain chain,
            TransactionSigner deployer,
            MarketParameters parameters,
            List<BasePrice> prices,
            Duration timelockDelay) {
        return deploy(chain, deployer, parameters, DisputeRules.local(), prices, timelockDelay);
    }

    /// The same with other rules for disputes.
    static MarketAddresses deploy(
            EvmChain chain,
            TransactionSigner deployer,
            MarketParameters parameters,
            DisputeRules disputes,
            List<BasePrice> prices,
            Duration timelockDelay) {
        return new MarketDeployment(chain, deployer).run(parameters, disputes, prices, timelockDelay);
    }

    /// Whether the contracts are where they were put: false on a chain that was made anew.
    public static boolean exists(EvmChain chain, MarketAddresses addresses) {
        return chain.id().equals(addresses.chain())
                && Stream.of(
                                addresses.token(),
                                addresses.stablecoin(),
                                addresses.timelock(),
                                addresses.parameters(),
                                addresses.registry(),
                                addresses.market(),
                                addresses.audits(),
                                addresses.auditors(),
                                addresses.arbiters(),
                                addresses.court(),
                                addresses.disputeRules(),
                                addresses.rewards(),
                                addresses.services(),
                                addresses.penalty(),
                                addresses.forwarder(),
                                addresses.prices(),
                                addresses.anchor())
                        .allMatch(chain::hasCode);
    }

    private MarketAddresses run(
            MarketParameters initial, DisputeRules disputes, List<BasePrice> basePrices, Duration timelockDelay) {
        long before = chain.head().number();
        var self = deployer.address();
        var token = create(ContractAbi.TOKEN, self);
        var stablecoin = create(ContractAbi.STABLECOIN);
        var timelock = create(
                ContractAbi.TIMELOCK, timelockDelay, List.of(self), List.of(self), new Address("0x" + "0".repeat(40)));
        var parameters = create(ContractAbi.PARAMETERS, timelock, entries(initial));
        var registry = create(ContractAbi.REGISTRY, self, token, parameters);
        var forwarder = create(ContractAbi.FORWARDER, "Souk");
        var market = create(ContractAbi.MARKET, self, registry, parameters, forwarder);
        var audits = create(ContractAbi.AUDITS, token, parameters, registry, market);
        var auditors = pool("minAuditorBond", token, parameters, initial);
        var arbiters = pool("minArbiterBond", token, parameters, initial);
        awaitSent();
        var disputeRules = create(ContractAbi.PARAMETERS, timelock, entries(disputes));
        var court = create(ContractAbi.COURT, token, disputeRules, registry, market, auditors, arbiters);
        var rewards = create(
                ContractAbi.REWARDS,
                token,
                parameters,
                auditors,
                initial.epochSeconds().multipliedBy(REWARD_EPOCHS).toSeconds());
        var services = create(ContractAbi.SERVICES, market, parameters, auditors, rewards);
        var penalty = create(ContractAbi.PENALTY, PENALTY_STEPS);
        var prices = create(ContractAbi.PRICES, self, auditors, parameters);
        var anchor = create(ContractAbi.ANCHOR);
        awaitSent();
        call(registry, ContractAbi.REGISTRY.call("setSlasher", market, true));
        call(registry, ContractAbi.REGISTRY.call("setSlasher", audits, true));
        call(registry, ContractAbi.REGISTRY.call("setSlasher", services, true));
        call(market, ContractAbi.MARKET.call("setPriceIndex", prices));
        call(auditors, ContractAbi.POOL.call("setJudge", services, true));
        call(registry, ContractAbi.REGISTRY.call("setSlasher", court, true));
        call(arbiters, ContractAbi.POOL.call("setJudge", court, true));
        call(market, ContractAbi.MARKET.call("setAsset", stablecoin, true, STAKE_PER_UNIT));
        basePrices.forEach(it -> call(prices, Commands.listPrice(new LedgerCommand.ListPrice(stablecoin, it))));
        call(prices, ContractAbi.PRICES.call("transferOwnership", timelock));
        call(registry, ContractAbi.REGISTRY.call("transferOwnership", timelock));
        call(market, ContractAbi.MARKET.call("transferOwnership", timelock));
        call(auditors, ContractAbi.POOL.call("transferOwnership", timelock));
        call(arbiters, ContractAbi.POOL.call("transferOwnership", timelock));
        awaitSent();
        LOG.log(Level.INFO, "market.deployed chain={0} market={1}", chain.id(), market);
        return new MarketAddresses(
                chain.id(),
                token,
                stablecoin,
                timelock,
                parameters,
                registry,
                market,
                audits,
                auditors,
                arbiters,
                court,
                disputeRules,
                rewards,
                services,
                penalty,
                forwarder,
                prices,
                anchor,
                before);
    }

    /// Lots are drawn by the round, which lasts an epoch.
    private Address pool(String minBond, Address token, Address parameters, MarketParameters initial) {
        return create(
                ContractAbi.POOL,
                deployer.address(),
                token,
                parameters,
                parameterKey(minBond),
                initial.epochSeconds().toSeconds());
    }

    /// What does not fit into the next block is not in the pending state either, and gas is estimated on that.
    private void awaitSent() {
        sent.forEach(outgoing -> chain.await(outgoing, Finality.INCLUDED));
        sent.clear();
    }

    private Address create(ContractAbi contract, Object... arguments) {
        var outgoing = chain.send(deployer, CallRequest.create(contract.create(arguments)));
        sent.add(outgoing);
        return createdBy(deployer.address(), outgoing.nonce());
    }

    private void call(Address contract, byte[] data) {
        sent.add(chain.send(deployer, CallRequest.to(contract, data)));
    }

    /// The address of what an account creates: the hash of who and the how-manieth.
    static Address createdBy(Address creator, long nonce) {
        var hash = Keccak256.hash(RLPEncoder.list(creator.bytes(), Integers.toBytes(nonce)));
        return Address.of(Arrays.copyOfRange(hash, 12, 32));
    }

    // ---- parameters

    static List<String> parameterKeys() {
        return PARAMETER_KEYS;
    }

    static Digest parameterKey(String key) {
        return Digest.of(Arrays.copyOf(key.getBytes(StandardCharsets.US_ASCII), Digest.BYTES));
    }

    static MarketParameters parameters(Map<String, BigInteger> values) {
        var json = Json.object();
        values.forEach((key, value) -> {
            if (AMOUNTS.contains(key)) {
                json.amount(key, value);
            } else {
                json.put(key, value.longValueExact());
            }
        });
        return MarketParameters.from(json.build());
    }

    private static List<Object> entries(MarketParameters initial) {
        var json = initial.toJson();
        return PARAMETER_KEYS.stream()
                .map(key -> AMOUNTS.contains(key) ? amount(key, json) : number(key, json))
                .toList();
    }

    private static List<Object> entries(DisputeRules rules) {
        var json = rules.toJson();
        var amounts = Stream.of("disputeBond", "arbiterFee", "arbiterPenalty").map(key -> amount(key, json));
        var numbers = Stream.of(
                        "panelSize",
                        "auditorQuorum",
                        "answerWindow",
                        "evidenceWindow",
                        "commitWindow",
                        "revealWindow",
                        "appealWindow",
                        "claimWindow")
                .map(key -> number(key, json));
        return Stream.concat(amounts, numbers).toList();
    }

    /// A key, its value, and the bounds that even governance cannot leave.
    private static Object amount(String key, JsonObject json) {
        return List.of(parameterKey(key), json.amount(key), BigInteger.ZERO, MAX_AMOUNT);
    }

    private static Object number(String key, JsonObject json) {
        long max = COUNTS.getOrDefault(key, Math.toIntExact(MAX_WINDOW.toSeconds()));
        return List.of(parameterKey(key), json.integer(key), 1, max);
    }
}
