package souk.evm;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.Balance;
import souk.ledger.BlockRef;
import souk.ledger.DisputeState;
import souk.ledger.EventCursor;
import souk.ledger.EventIndex;
import souk.ledger.EventPage;
import souk.ledger.Finality;
import souk.ledger.LeaseState;
import souk.ledger.Ledger;
import souk.ledger.LedgerRefusal;
import souk.ledger.MarketParameters;
import souk.ledger.ProviderState;

/// A market on a chain: what everybody can read of it. One a process; it keeps the event index up to date
/// and gives each account its [Ledger].
public final class EvmMarket implements AutoCloseable {
    private static final int PROVIDERS_PAGE = 100;

    private final EvmChain chain;
    private final MarketAddresses addresses;
    private final EventIndex index;
    private final EventDecoder decoder;
    private final EventIndexer indexer;
    private final Map<Integer, Address> assets = new ConcurrentHashMap<>();

    private EvmMarket(EvmChain chain, MarketAddresses addresses, EventIndex index) {
        this.chain = chain;
        this.addresses = addresses;
        this.index = index;
        this.decoder = new EventDecoder(addresses);
        this.indexer = new EventIndexer(chain, index, decoder, addresses.deployedAt());
    }

    /// Starts to index the market's events.
    public static EvmMarket open(EvmChain chain, MarketAddresses addresses, EventIndex index) {
        var market = new EvmMarket(chain, addresses, index);
        chain.add(market.indexer);
        return market;
    }

    /// The ledger in the name of one account. Ask once for each account.
    public Ledger ledger(TransactionSigner signer) {
        return new EvmLedger(this, signer);
    }

    public MarketAddresses addresses() {
        return addresses;
    }

    /// Number of the newest block whose events are known.
    public long indexed() {
        return index.head(chain.id()).map(BlockRef::number).orElse(0L);
    }

    /// The newest root that an account anchored, asked of the chain itself; zero for none.
    public Digest newestAnchor(Address sender) {
        var output = chain.call(CallRequest.to(addresses.anchor(), ContractAbi.ANCHOR.call("lastRoot", sender)));
        return ContractAbi.ANCHOR.result("lastRoot", output).digest(0);
    }

    /// Most that may be granted of the reward pool now.
    public BigInteger rewardLimit() {
        return ContractAbi.REWARDS.result("limit", chain.call(rewards("limit"))).amount(0);
    }

    /// Length of a reward epoch.
    public Duration rewardEpoch() {
        var output = chain.call(rewards("epochSeconds"));
        return ContractAbi.REWARDS.result("epochSeconds", output).seconds(0);
    }

    private CallRequest rewards(String function) {
        return CallRequest.to(addresses.rewards(), ContractAbi.REWARDS.call(function));
    }

    public EvmChain chain() {
        return chain;
    }

    /// Stops indexing.
    @Override
    public void close() {
        chain.remove(indexer);
    }

    EventDecoder decoder() {
        return decoder;
    }

    // ---- reading

    Optional<LeaseState> lease(LeaseId id) {
        var outputs = chain.calls(List.of(market("leaseOf", id), market("statusOf", id)));
        var lease = ContractAbi.MARKET.result("leaseOf", outputs.getFirst()).struct(0);
        var status = ContractAbi.MARKET.result("statusOf", outputs.getLast()).constant(0, LeaseStatus.class);
        if (status == LeaseStatus.NONE) {
            return Optional.empty();
        }
        return Optional.of(new LeaseState(
                id,
                lease.address(0),
                lease.address(3),
                asset(lease.small(5)),
                ResourceClass.of(lease.number(7)),
                status,
                lease.constant(6, CloseReason.class),
                lease.amount(1),
                lease.amount(4),
                lease.time(8),
                lease.time(9),
                lease.seconds(10),
                lease.amount(11)));
    }

    /// The dispute, if it was ever opened, as of the newest block.
    public Optional<DisputeState> dispute(Digest id) {
        var state = ContractAbi.COURT
                .result("disputeOf", chain.call(court("disputeOf", id)))
                .struct(0);
        if (state.constant(12, DisputeState.Stage.class) == DisputeState.Stage.NONE) {
            return Optional.empty();
        }
        var panel = ContractAbi.COURT.result("panelOf", chain.call(court("panelOf", id, state.small(20))));
        return Optional.of(DisputeCalls.state(id, state, panel.addresses(0)));
    }

    /// What one party of a dispute signs for the other one to end it by an amount.
    public Digest settlementDigest(Digest dispute, BigInteger amount) {
        var output = chain.call(court("settlementDigest", dispute, amount));
        return ContractAbi.COURT.result("settlementDigest", output).digest(0);
    }

    private CallRequest court(String function, Object... arguments) {
        return CallRequest.to(addresses.court(), ContractAbi.COURT.call(function, arguments));
    }

    private Address asset(int id) {
        return assets.computeIfAbsent(
                id,
                _ -> ContractAbi.MARKET
                        .result("assetById", chain.call(market("assetById", id)))
                        .address(0));
    }

    Optional<ProviderState> provider(Address account) {
        var output = chain.call(registry("provider", account));
        return Optional.of(ContractAbi.REGISTRY.result("provider", output).struct(0))
                .map(EvmMarket::provider)
                .filter(state -> !state.nodeKey().equals(Digest.ZERO));
    }

    List<ProviderState> providers() {
        var all = new ArrayList<ProviderState>();
        while (true) {
            var output = chain.call(registry("providers", all.size(), PROVIDERS_PAGE));
            var page = ContractAbi.REGISTRY.result("providers", output).structs(0);
            page.forEach(entry -> all.add(provider(entry)));
            if (page.size() < PROVIDERS_PAGE) {
                return List.copyOf(all);
            }
        }
    }

    private static ProviderState provider(Decoded view) {
        return new ProviderState(
                view.address(0),
                view.digest(1),
                view.text(2),
                view.text(3),
                view.amount(4),
                view.amount(5),
                view.time(6),
                view.small(7),
                view.small(8),
                view.flag(9));
    }

    Balance balance(Address account, Address asset) {
        var token = ContractAbi.STABLECOIN;
        var outputs = chain.calls(List.of(
                CallRequest.to(asset, token.call("balanceOf", account)),
                market("balanceOf", asset, account),
                CallRequest.to(asset, token.call("allowance", account, addresses.market()))));
        return new Balance(
                token.result("balanceOf", outputs.get(0)).amount(0),
                ContractAbi.MARKET.result("balanceOf", outputs.get(1)).amount(0),
                token.result("allowance", outputs.get(2)).amount(0));
    }

    Optional<BigInteger> price(Digest key) {
        try {
            var output = chain.call(CallRequest.to(addresses.prices(), ContractAbi.PRICES.call("priceOf", key)));
            return Optional.of(ContractAbi.PRICES.result("priceOf", output).amount(0));
        } catch (SoukException e) {
            if (LedgerRefusal.of(e)
                    .filter(it -> it.error().equals("PriceUnknown"))
                    .isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    MarketParameters parameters() {
        var keys = MarketDeployment.parameterKeys();
        var outputs = chain.calls(keys.stream()
                .map(key -> CallRequest.to(
                        addresses.parameters(), ContractAbi.PARAMETERS.call("get", MarketDeployment.parameterKey(key))))
                .toList());
        var values = new java.util.HashMap<String, BigInteger>();
        for (int i = 0; i < keys.size(); i++) {
            values.put(
                    keys.get(i),
                    ContractAbi.PARAMETERS.result("get", outputs.get(i)).amount(0));
        }
        return MarketDeployment.parameters(values);
    }

    EventPage events(EventCursor after, Finality finality, int limit) {
        long head = indexed();
        long last = switch (finality) {
            case INCLUDED -> head;
            case FINAL -> head - chain.options().confirmations();
        };
        return index.read(chain.id(), after, last, limit);
    }

    private CallRequest market(String function, Object... arguments) {
        return CallRequest.to(addresses.market(), ContractAbi.MARKET.call(function, arguments));
    }

    private CallRequest registry(String function, Object... arguments) {
        return CallRequest.to(addresses.registry(), ContractAbi.REGISTRY.call(function, arguments));
    }
}
