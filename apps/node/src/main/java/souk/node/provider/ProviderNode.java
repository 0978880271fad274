package souk.node.provider;

import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.cel.CelLanguage;
import souk.compute.Sandbox;
import souk.economy.CapacityLedger;
import souk.economy.QuoteDesk;
import souk.economy.SettlementPolicy;
import souk.economy.SignatureCheck;
import souk.economy.VoucherTill;
import souk.ledger.Finality;
import souk.net.NodeClient;
import souk.net.NodeServer;
import souk.net.Route;
import souk.node.process.Beat;
import souk.node.process.NodeContext;
import souk.node.process.Parts;
import souk.node.process.Role;
import souk.sql.Documents;
import souk.sql.Sqlite;
import souk.sql.SqliteAccountStore;
import souk.sql.SqliteHeadStore;
import souk.sql.SqliteJobStore;
import souk.sql.SqlitePieceStore;
import souk.sql.SqliteReservationStore;
import souk.storage.ShardStore;
import souk.storage.StoreOptions;
import souk.trust.AccountKey;
import souk.trust.TlsIdentity;

/// A provider of storage and compute, and a custodian of records.
public final class ProviderNode implements Role {
    /// Vouchers become money when five cents are outstanding, or after five minutes.
    private static final SettlementPolicy SETTLEMENT =
            new SettlementPolicy(BigInteger.valueOf(50_000), Duration.ofMinutes(5), Duration.ofMinutes(1));

    private static final List<String> MIGRATIONS = List.of(
            SqliteReservationStore.SCHEMA,
            SqliteAccountStore.SCHEMA,
            SqliteJobStore.SCHEMA,
            SqlitePieceStore.SCHEMA,
            Documents.SCHEMA,
            SqlitePieceStore.PURPOSES,
            SqliteHeadStore.SCHEMA);

    private static final long MINIMUM_FREE = 256L << 20;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration CLAIM = Duration.ofSeconds(10);
    private static final Duration MAINTENANCE = Duration.ofMinutes(2);
    private static final int SCRUB = 64;

    /// A file of this name in its folder says that the provider is to leave: it takes nothing new and gives
    /// notice.
    public static final String DRAIN = "drain";
    /// All shards are read once in this time.
    private static final Duration SCRUB_ROUND = Duration.ofDays(30);

    private final NodeContext node;
    private final Sandbox sandbox;
    private final Parts parts = new Parts();
    private Optional<LeaseDesk> leases = Optional.empty();

    public ProviderNode(NodeContext node, Sandbox sandbox) {
        this.node = node;
        this.sandbox = sandbox;
    }

    @Override
    public void start() {
        Registration.ensure(node);
        var database = parts.keep(Sqlite.open(node.folder().resolve("node.db"), MIGRATIONS));
        var documents = new Documents(database);
        var store = parts.keep(ShardStore.open(
                node.folder().resolve("shards"),
                StoreOptions.ofQuota(ForSale.LOCAL.storageBytes()).withMinimumFree(MINIMUM_FREE),
                node.clock(),
                node.shared().random()));
        var client = parts.keep(new NodeClient(
                TlsIdentity.of(node.node()),
                NodeClient.Options.defaults(),
                node.shared().random()));
        SignatureCheck signatures =
                (message, signature, signer) -> AccountKey.verify(node.domain(), message, signature, signer);
        var capacity = new CapacityLedger(ForSale.LOCAL.totals(), new SqliteReservationStore(database), List.of());
        var till = new VoucherTill(SqliteAccountStore.ofTill(database), signatures, SETTLEMENT, node.clock());
        var desk = new LeaseDesk(node, capacity, till);
        leases = Optional.of(desk);
        node.shared().feed().add(desk);
        var quotes = new QuoteDesk(
                node.domain(),
                message -> node.account().sign(node.domain(), message),
                signatures,
                node.shared().history(),
                capacity,
                new CelLanguage(),
                node.clock());
        quotes.promise(ServiceDesk.promises(node.shared().market().addresses().penalty()));
        var storefront = new Storefront(node, client, capacity, quotes, ForSale.LOCAL);
        var guard = new LeaseGuard(desk::payer, node.domain(), node.clock());
        var workloads = parts.keep(new WorkloadDoor(
                node,
                guard,
                desk,
                sandbox,
                new SqliteJobStore(database),
                documents,
                node.folder().resolve("jobs")));
        var market = new MarketDoor(
                node, quotes, till, desk, guard, documents.collection("quoted"), workloads::owed, this::draining);
        var uptime = new Uptime(Duration.ofSeconds(node.plan().epochSeconds()), node.clock());
        var audits = new AuditDoor(node, store);
        var custody = new CustodyDoor(node, new SqlitePieceStore(database), new SqliteHeadStore(database));
        var storage = new StorageDoor(
                store,
                lease -> desk.heard(lease, BigInteger.ZERO),
                guard,
                node.node(),
                node.account(),
                node.domain(),
                node.clock(),
                node.shared().metrics());
        var routes = new ArrayList<Route>();
        routes.addAll(guard.routes());
        routes.addAll(storage.routes());
        routes.addAll(new RepairDoor(node, guard, client).routes());
        routes.addAll(market.routes());
        routes.addAll(new ServiceDesk(node, guard, market::terms, uptime).routes());
        routes.addAll(audits.routes());
        routes.addAll(custody.routes());
        routes.addAll(workloads.routes(market));
        parts.keep(NodeServer.start(
                TlsIdentity.of(node.node()),
                NodeServer.Options.of("127.0.0.1", node.member().port()),
                routes,
                node.shared().metrics(),
                node.shared().random()));
        if (!draining()) {
            storefront.tick();
        }
        parts.keep(new Beat(node.member().name() + "-market", TICK, () -> {
            uptime.beat();
            desk.tick();
            if (draining()) {
                desk.drain();
            } else {
                storefront.tick();
            }
            audits.tick();
            workloads.tick();
        }));
        claimRewards(client);
        parts.keep(new Beat(node.member().name() + "-maintenance", MAINTENANCE, () -> {
            store.leases().stream().filter(desk::isOver).forEach(store::drop);
            store.tick();
            store.scrub(SCRUB, SCRUB_ROUND, MAINTENANCE);
            custody.tick();
        }));
    }

    private void claimRewards(NodeClient client) {
        var shares = new RewardShares(client, node.shared().members());
        var rewards = new RewardClaims(
                node.address(), shares::of, command -> node.ledger().submit(command, Finality.INCLUDED), node.clock());
        node.shared().feed().add(rewards);
        parts.keep(() -> node.shared().feed().remove(rewards));
        parts.keep(new Beat(node.member().name() + "-rewards", CLAIM, rewards::tick));
    }

    private boolean draining() {
        return Files.exists(node.folder().resolve(DRAIN));
    }

    @Override
    public void close() {
        leases.ifPresent(node.shared().feed()::remove);
        parts.close();
    }
}
