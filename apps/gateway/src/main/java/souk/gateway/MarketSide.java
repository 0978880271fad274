package souk.gateway;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.eip712.TypedData;
import souk.core.market.RepairGrant;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.economy.VoucherBook;
import souk.evm.EvmChain;
import souk.evm.EvmMarket;
import souk.evm.TransactionSigner;
import souk.gateway.data.Networks;
import souk.gateway.data.RepairDelegation;
import souk.gateway.data.RepairGrants;
import souk.gateway.data.SqlitePlacements;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.data.StorageLeases;
import souk.gateway.data.TenantStorage;
import souk.gateway.market.Auditors;
import souk.gateway.market.BucketRules;
import souk.gateway.market.BucketRulesBook;
import souk.gateway.market.Closings;
import souk.gateway.market.CostEstimates;
import souk.gateway.market.Funds;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseWatch;
import souk.gateway.market.LeaseWishes;
import souk.gateway.market.Names;
import souk.gateway.market.StoragePolicy;
import souk.gateway.market.Tenant;
import souk.gateway.market.TermsBook;
import souk.gateway.pay.RepairPayments;
import souk.gateway.pay.TenantAccounts;
import souk.gateway.pay.TenantPayments;
import souk.gateway.pay.VoucherLog;
import souk.gateway.repair.Upkeep;
import souk.gateway.service.LeaseMeter;
import souk.gateway.service.ServiceIndex;
import souk.gateway.service.SloBook;
import souk.gateway.service.SloTerms;
import souk.gateway.shared.Keeper;
import souk.gateway.shared.KeptLedger;
import souk.gateway.store.Durability;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.StorageCost;
import souk.gateway.store.TenantId;
import souk.ledger.EventIndex;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;
import souk.net.Method;
import souk.net.NodeClient;
import souk.sdk.market.MarketClient;
import souk.sdk.net.CircuitBreakers;
import souk.sdk.net.LeaseCalls;
import souk.sdk.net.Providers;
import souk.sdk.records.CustodyCommittee;
import souk.sdk.storage.GrantedShards;
import souk.sdk.storage.HttpShards;
import souk.sdk.storage.InventoryKeeper;
import souk.sdk.storage.OwnedShards;
import souk.sdk.storage.PeerHealth;
import souk.sdk.storage.RepairTask;
import souk.sdk.storage.SegmentReader;
import souk.sdk.storage.SegmentRebuild;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.SegmentRules;
import souk.sdk.storage.SegmentRules.Acknowledged;
import souk.sdk.storage.SegmentWriter;
import souk.sdk.storage.StorageLease;
import souk.sdk.storage.Throttle;
import souk.sdk.storage.UploadMemory;
import souk.sql.Sqlite;
import souk.trust.AccountKey;
import souk.trust.NodeKey;

/// Wires what the gateway needs of the market: the ledger, providers, and the tenants that act there.
final class MarketSide {
    /// Shards of uploads that may be in memory at once: a quarter of the heap the launcher gives.
    private static final int UPLOAD_MIB = 112;
    /// Shards of repairs that may be in memory at once.
    private static final int REPAIR_MIB = 64;
    /// What repairs may move in a second, so that they leave most of a gigabit to requests.
    private static final long REPAIR_BYTES = 32 << 20;

    private final EvmChain chain;
    private final EvmMarket market;
    private final EventIndex events;
    private final Ledger ledger;
    private final NodeClient client;
    private final NodeKey self;
    private final Folder.Deployment deployment;
    final Sqlite database;
    private final InstantSource clock;
    private final SecureRandom random;
    private final StoragePolicy policy;
    private final long recovered;
    private final Providers providers;
    private final Networks networks;
    private final PeerHealth health;
    final CircuitBreakers breakers;
    private final UploadMemory memory = new UploadMemory(UPLOAD_MIB);
    private final UploadMemory repairMemory = new UploadMemory(REPAIR_MIB);
    private final Throttle throttle;
    private final Map<TenantId, AccountKey> accounts;
    private final Map<TenantId, Tenant> tenants = new LinkedHashMap<>();
    private final Map<TenantId, TenantStorage> storages = new LinkedHashMap<>();
    private final Map<TenantId, TenantPayments> payments = new LinkedHashMap<>();

    final LeaseIndex index;
    final TermsBook terms;
    final SqliteShardBook shards;
    final SqlitePlacements placements;
    final BucketRulesBook rules;
    final LeaseWishes wishes;
    final LeaseWatch watch;
    final Upkeep upkeep;
    final VoucherLog log;
    final Closings closings;
    final Names names;
    final Auditors auditors;
    final CustodyCommittee committee;
    final LeaseMeter meter;
    final SloBook slos;
    final SloTerms sloTerms;
    final ServiceIndex services;

    /// The chain, and where its events are kept.
    record Chain(EvmChain chain, EvmMarket market, EventIndex events) {}

    /// Who we are to other nodes, and how we reach them.
    record Node(NodeKey key, NodeClient client) {}

    /// The process's own resources.
    ///
    /// @param epoch its length
    /// @param recovered epoch in which the database was restored from a copy; 0 if it never was
    /// @param keeper whether money is this one's to move
    record Local(
            Sqlite database,
            StoragePolicy policy,
            Duration epoch,
            long recovered,
            Keeper keeper,
            InstantSource clock,
            SecureRandom random) {}

    MarketSide(Chain on, Node node, Folder.Deployment deployment, Map<TenantId, AccountKey> accounts, Local local) {
        this.chain = on.chain();
        this.market = on.market();
        this.events = on.events();
        this.client = node.client();
        this.self = node.key();
        this.deployment = deployment;
        this.database = local.database();
        this.policy = local.policy();
        this.recovered = local.recovered();
        this.clock = local.clock();
        this.random = local.random();
        this.accounts = new LinkedHashMap<>(accounts);
        var ledgers = new LinkedHashMap<TenantId, Ledger>();
        accounts.forEach((tenant, account) ->
                ledgers.put(tenant, new KeptLedger(market.ledger(TransactionSigner.of(account)), local.keeper())));
        this.ledger = ledgers.values().iterator().next();
        this.providers = new Providers(ledger, clock);
        this.networks = new Networks(clock);
        this.throttle = new Throttle(REPAIR_BYTES, clock);
        this.breakers = new CircuitBreakers(clock);
        this.health = new PeerHealth(breakers, clock);
        this.index = new LeaseIndex(
                cursor -> ledger.events(cursor, Finality.INCLUDED, EventIndex.MAX_PAGE),
                accounts.values().stream().map(AccountKey::address).collect(Collectors.toSet()));
        this.terms = new TermsBook(database);
        this.shards = new SqliteShardBook(database);
        this.placements = new SqlitePlacements(database);
        this.rules = new BucketRulesBook(database);
        this.wishes = new LeaseWishes(database, local.keeper()::mine);
        this.watch = new LeaseWatch(index, policy, database, clock);
        this.log = new VoucherLog(database);
        this.closings = new Closings(index, domain());
        this.names = new Names(deployment.members().values().stream()
                .collect(Collectors.toMap(Folder.Member::account, Folder.Member::name)));
        this.auditors = new Auditors(
                client, deployment.auditors().stream().map(Folder.Member::peer).toList());
        this.committee = new CustodyCommittee(ledger, clock);
        this.meter = new LeaseMeter(local.epoch(), clock);
        this.slos = new SloBook(database, clock);
        this.sloTerms = new SloTerms(slos, deployment.addresses().penalty(), local.epoch());
        this.services = new ServiceIndex(
                cursor -> ledger.events(cursor, Finality.INCLUDED, EventIndex.MAX_PAGE),
                lease -> index.find(lease).isPresent());
        ledgers.forEach(this::tenant);
        this.upkeep =
                new Upkeep(storages, placements, index, watch, terms, policy, this::activeProviders, clock, random);
    }

    private SegmentRebuild delegation(Tenant tenant, StorageLeases leases, OwnedShards transport, SegmentRepairer own) {
        return new RepairDelegation(
                own,
                leases::usable,
                placements,
                transport,
                new RepairGrants(database),
                (lease, grant, task) -> repair(tenant, lease, grant, task),
                new RepairPayments(() -> vouchers(tenant.id()), clock),
                clock,
                random);
    }

    private void repair(Tenant tenant, StorageLease lease, RepairGrant grant, RepairTask task) {
        var signed = new Signed<>(grant, tenant.account().sign(domain(), grant));
        tenant.calls()
                .call(lease.provider(), lease.lease(), Method.POST, "/repairs", GrantedShards.body(signed, task))
                .close();
    }

    private VoucherBook vouchers(TenantId tenant) {
        return Optional.ofNullable(payments.get(tenant)).orElseThrow().vouchers();
    }

    /// What segments cost at the prices of the leases they are under.
    StorageCost cost(List<SegmentRef> segments) {
        return new CostEstimates(
                        placements::find,
                        lease -> terms.find(lease).map(it -> it.quote().unitPrices()))
                .of(segments);
    }

    private int activeProviders() {
        return (int) ledger.providers().stream().filter(ProviderState::active).count();
    }

    private void tenant(TenantId id, Ledger own) {
        var account = accounts.get(id);
        if (account == null) {
            throw new IllegalStateException("no account of " + id);
        }
        var calls = new LeaseCalls(client, providers, self.did(), account, domain(), clock, meter);
        var asset = deployment.addresses().paymentAsset();
        var buyer = new MarketClient(
                client, deployment.relays(), providers, breakers, own, account, domain(), asset.token(), clock, random);
        var tenant = new Tenant(id, account, own, new Funds(own, account.address(), asset), buyer, calls);
        tenants.put(id, tenant);
        storages.put(id, storage(tenant));
    }

    private TenantStorage storage(Tenant tenant) {
        var service = policy.slo().map(sloTerms::of);
        var leases =
                new StorageLeases(tenant, policy, watch, index, terms, providers, networks, wishes, service, clock);
        var transport = new HttpShards(tenant.calls(), clock);
        var repairer = new SegmentRepairer(transport, health, repairMemory, throttle);
        return new TenantStorage(
                tenant,
                leases,
                transport,
                new SegmentWriter(leases::usable, transport, shards, health, random, memory),
                new SegmentReader(leases::find, placements, transport, health),
                repairer,
                policy.delegateRepair() ? delegation(tenant, leases, transport, repairer) : repairer,
                new InventoryKeeper(
                        shards, placements, transport, tenant.calls(), tenant.account(), domain(), recovered));
    }

    /// Opens the leases that other gateways need.
    void grant() {
        wishes.all()
                .forEach(wish -> Optional.ofNullable(storages.get(wish.tenant()))
                        .ifPresent(storage -> storage.leases().ensure(wish.profile())));
    }

    /// How segments are to be kept, by what the bucket's owner and the market say.
    SegmentRules segmentRules(SegmentScope scope) {
        var bucket = rules.find(scope.bucket()).orElse(BucketRules.NONE);
        var least = scope.least() == Durability.FULL ? Acknowledged.FULL : Acknowledged.QUORUM;
        return new SegmentRules(bucket.admitted(policy), policy.fates(bucket.countries()), least);
    }

    /// Makes the books from which tenants pay.
    void pay(Duration epoch) {
        storages.forEach((id, storage) -> payments.put(
                id,
                new TenantPayments(
                        storage,
                        new VoucherBook(
                                new TenantAccounts(database, id.value()),
                                message -> storage.tenant().account().sign(domain(), message)),
                        shards,
                        terms,
                        index,
                        log,
                        closings,
                        domain(),
                        epoch,
                        clock)));
    }

    /// Whether the event index has seen all that the chain had when this was asked.
    boolean caughtUp() {
        long head = chain.head().number();
        return events.head(chain.id())
                .filter(indexed -> indexed.number() >= head)
                .isPresent();
    }

    Ledger ledger() {
        return ledger;
    }

    EvmChain chain() {
        return chain;
    }

    EvmMarket contracts() {
        return market;
    }

    TypedData.Domain domain() {
        return deployment.addresses().domain();
    }

    Sqlite database() {
        return database;
    }

    NodeKey self() {
        return self;
    }

    StoragePolicy policy() {
        return policy;
    }

    Providers providers() {
        return providers;
    }

    /// That leases are paid in.
    Address asset() {
        return deployment.addresses().paymentAsset().token();
    }

    NodeClient client() {
        return client;
    }

    Map<TenantId, Tenant> tenants() {
        return Map.copyOf(tenants);
    }

    Map<TenantId, TenantStorage> storages() {
        return Map.copyOf(storages);
    }

    Map<TenantId, TenantPayments> payments() {
        return Map.copyOf(payments);
    }

    Map<TenantId, VoucherBook> vouchers() {
        return payments.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().vouchers()));
    }
}
