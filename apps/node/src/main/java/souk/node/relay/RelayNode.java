package souk.node.relay;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import souk.cel.CelLanguage;
import souk.core.market.Offer;
import souk.economy.OrderBook;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.net.NodeServer;
import souk.node.process.LedgerFeed;
import souk.node.process.NodeContext;
import souk.node.process.Role;
import souk.sql.Sqlite;
import souk.sql.SqliteOfferStore;
import souk.trust.AccountKey;
import souk.trust.TlsIdentity;

/// A relay: keeps the order book and matches. It holds neither money nor keys of others.
public final class RelayNode implements Role, LedgerFeed.Listener {
    private static final int CAPACITY = 100_000;

    private final NodeContext node;
    private final Sqlite database;
    private final OrderBook book;
    private Optional<NodeServer> server = Optional.empty();

    public RelayNode(NodeContext node) {
        this.node = node;
        this.database = Sqlite.open(node.folder().resolve("node.db"), List.of(SqliteOfferStore.SCHEMA));
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
        node.shared().feed().add(this);
        server = Optional.of(NodeServer.start(
                TlsIdentity.of(node.node()),
                NodeServer.Options.of("127.0.0.1", node.member().port()),
                new RelayDoor(book).routes(),
                node.shared().metrics(),
                node.shared().random()));
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
        server.ifPresent(NodeServer::close);
        node.shared().feed().remove(this);
        database.close();
    }
}
