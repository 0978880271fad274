package souk.node.process;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import souk.core.eip712.TypedData;
import souk.core.value.Address;
import souk.evm.EvmMarket;
import souk.evm.TransactionSigner;
import souk.ledger.Ledger;
import souk.net.Metrics;
import souk.node.market.MarketPlan;
import souk.sdk.market.PriceBoard;
import souk.trust.AccountKey;
import souk.trust.KeyStoreFile;
import souk.trust.NodeKey;

/// What a node is made of: who it is, where it keeps things, and what it shares with the other nodes of its
/// process.
///
/// @param folder its own
/// @param ledger as its account sees it
public record NodeContext(
        MarketPlan plan, MarketPlan.Member member, Path folder, KeyStoreFile keys, Ledger ledger, Shared shared) {

    /// Shared by the nodes of a process.
    ///
    /// @param prices the base prices
    /// @param members everybody in the local market, by name
    public record Shared(
            EvmMarket market,
            LedgerFeed feed,
            MarketHistory history,
            PriceBoard prices,
            Members members,
            Metrics metrics,
            InstantSource clock,
            SecureRandom random) {}

    public static NodeContext of(
            MarketPlan plan, MarketPlan.Member member, Path folder, KeyStoreFile keys, Shared shared) {
        var ledger = shared.market().ledger(TransactionSigner.of(keys.accountKey()));
        return new NodeContext(plan, member, folder, keys, ledger, shared);
    }

    public NodeKey node() {
        return keys.nodeKey();
    }

    public AccountKey account() {
        return keys.accountKey();
    }

    public Address address() {
        return account().address();
    }

    public TypedData.Domain domain() {
        return shared.market().addresses().domain();
    }

    public InstantSource clock() {
        return shared.clock();
    }

    public String endpoint() {
        return "https://127.0.0.1:" + member.port();
    }
}
