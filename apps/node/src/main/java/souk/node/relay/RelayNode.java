package souk.node.relay;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.cel.CelLanguage;
import souk.core.market.Offer;
import souk.economy.OrderBook;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.net.NodeClient;
import souk.net.NodeServer;
import souk.node.process.Beat;
import souk.node.process.LedgerFeed;
import souk.node.process.Members;
import souk.node.process.NodeContext;
import souk.node.process.Parts;
import souk.node.process.Role;
import souk.sql.Sqlite;
import souk.sql.SqliteOfferStore;
import souk.trust.AccountKey;
import souk.trust.TlsIdentity;

/// A relay: keeps the order book and matches. It holds neither money nor keys of others.
public final class RelayNode implements Role, LedgerFeed.Listener {
    private static final int CAPACITY = 100_000;
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration RECONCILE = Duration.ofSeconds(5);

    private final NodeContext node;
    private final Parts parts = new Parts();
    private final OrderBook book;

    public RelayNode(NodeContext node) {
        this.node = node;
        var database = parts.keep(Sqlite.open(node.folder().resolve("node.db"), List.of(SqliteOfferStore.SCHEMA)));
        this.book = new OrderBook(
                new SqliteOfferStore(database),
                this::refusal,
                (message, signature, signer) -> AccountKey.verify(node.domain(), message, signature, signer),
                new CelLanguage(),
                node.clock(),
                CAPACITY);
    }

    @Override
    public void start() {
        listen(this);
        var utilisations = listen(new Utilisations(node.shared().history()));
        var deposits = listen(new Deposits(node.shared().market().addresses().stablecoin()));
        var gate = RelayGate.of(
                deposits::of,
                System::nanoTime,
                node.shared().metrics(),
                node.member().name());
        var epoch = Duration.ofSeconds(node.plan().epochSeconds());
        var settler = listen(new PriceSettler(node.ledger(), epoch, node.clock()));
        parts.keep(NodeServer.start(
                TlsIdentity.of(node.node()),
                NodeServer.Options.of("127.0.0.1", node.member().port()),
                new RelayDoor(book, utilisations, gate, node.clock()).routes(),
                node.shared().metrics(),
                node.shared().random()));
        parts.keep(new Beat(node.member().name() + "-prices", SETTLE, settler::tick));
        reconcile();
    }

    private void reconcile() {
        var others = node.shared().members().relays().stream()
                .filter(it -> !it.name().equals(node.member().name()))
                .map(Members.Member::peer)
                .toList();
        if (others.isEmpty()) {
            return;
        }
        var client = parts.keep(new NodeClient(
                TlsIdentity.of(node.node()),
                NodeClient.Options.defaults(),
                node.shared().random()));
        var sync = new RelaySync(book, client, others, node.clock());
        parts.keep(new Beat(node.member().name() + "-reconciliation", RECONCILE, sync::tick));
    }

    private <L extends LedgerFeed.Listener> L listen(L listener) {
        node.shared().feed().add(listener);
        parts.keep(() -> node.shared().feed().remove(listener));
        return listener;
    }

    @Override
    public void on(LedgerEntry entry) {
        if (entry.event() instanceof LedgerEvent.NonceFloorRaised raised) {
            book.raiseFloor(raised.account(), raised.floor());
        }
    }

    /// Stake stands behind each listed offer.
    private Optional<String> refusal(Offer offer) {
        var provider = node.ledger().provider(offer.provider());
        if (provider.isEmpty() || !provider.get().active()) {
            return Optional.of("the provider is not registered");
        }
        BigInteger least = node.ledger().parameters().minStake();
        return provider.get().stake().compareTo(least) < 0
                ? Optional.of("the stake is below the least, " + least)
                : Optional.empty();
    }

    @Override
    public void close() {
        parts.close();
    }
}
