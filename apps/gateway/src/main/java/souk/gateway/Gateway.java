package souk.gateway;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.availability.RecordReader;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.seal.Frames;
import souk.core.seal.SealKey;
import souk.evm.EvmChain;
import souk.evm.EvmMarket;
import souk.evm.EvmOptions;
import souk.gateway.api.ApiDoor;
import souk.gateway.cost.CostReport;
import souk.gateway.cost.UsageBook;
import souk.gateway.data.NetworkSegmentStore;
import souk.gateway.data.RepairGrants;
import souk.gateway.data.RootKeyWrap;
import souk.gateway.data.SqlitePlacements;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.market.BucketRulesBook;
import souk.gateway.market.LeaseWatch;
import souk.gateway.market.LeaseWishes;
import souk.gateway.market.TermsBook;
import souk.gateway.pay.CostLedger;
import souk.gateway.pay.Costs;
import souk.gateway.pay.RecordLog;
import souk.gateway.pay.TenantAccounts;
import souk.gateway.pay.VoucherLog;
import souk.gateway.recovery.Fence;
import souk.gateway.recovery.RecoveryBook;
import souk.gateway.recovery.RootKey;
import souk.gateway.s3.AccessLogs;
import souk.gateway.s3.Account;
import souk.gateway.s3.Accounts;
import souk.gateway.s3.ChangeGuard;
import souk.gateway.s3.S3Listener;
import souk.gateway.s3.S3Service;
import souk.gateway.s3.S3Settings;
import souk.gateway.s3.TenantObjects;
import souk.gateway.service.SloBook;
import souk.gateway.shared.Databases;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Metadata;
import souk.gateway.store.TenantId;
import souk.gateway.work.WorkloadStore;
import souk.gateway.work.Workloads;
import souk.net.Metrics;
import souk.net.NodeClient;
import souk.net.NodeServer;
import souk.sdk.net.CircuitBreakers;
import souk.sdk.records.HttpCustodians;
import souk.sql.LedgerSchema;
import souk.sql.Sqlite;
import souk.sql.SqliteEventIndex;
import souk.sql.SqliteOutbox;
import souk.sql.SqliteRecordStore;
import souk.trust.AccountKey;
import souk.trust.TlsIdentity;

/// The whole gateway, in the order in which its parts depend on each other; [#close] takes them down the
/// other way round.
final class Gateway implements AutoCloseable {
    /// The region that S3 clients sign for.
    static final String S3_REGION = "us-east-1";
    static final String HOST = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration FOLLOW = Duration.ofMillis(150);

    /// What leads from an empty file to the newest schema of [Folder#MARKET].
    static final List<String> SCHEMA = List.of(
            Stream.of(
                            TermsBook.SCHEMA,
                            SqliteShardBook.SCHEMA,
                            TenantAccounts.SCHEMA,
                            SqliteRecordStore.SCHEMA,
                            VoucherLog.SCHEMA,
                            RecordLog.SCHEMA,
                            WorkloadStore.SCHEMA)
                    .collect(Collectors.joining()),
            SqlitePlacements.SCHEMA + BucketRulesBook.SCHEMA + LeaseWatch.SCHEMA,
            CostLedger.SCHEMA,
            LeaseWishes.SCHEMA,
            RepairGrants.SCHEMA,
            UsageBook.SCHEMA + CostLedger.DAYS + WorkloadStore.BY_LEASE,
            SloBook.SCHEMA);

    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();
    private final Metrics metrics = new Metrics();
    private final Background background = new Background();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Folder folder;
    private volatile boolean listening;

    private Gateway(Folder folder) {
        this.folder = folder;
    }

    /// Starts it; returns when both doors are open.
    ///
    /// @throws SoukException when a file is missing or damaged, the chain does not come up, or a port is
    ///     taken
    static Gateway start(Folder folder) {
        var gateway = new Gateway(folder);
        try {
            gateway.open();
            return gateway;
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    private void open() {
        Thread.ofPlatform().daemon().name("warm-up").start(Frames::warmUp);
        var plan = folder.plan(START_LIMIT);
        var deployment = folder.deployment(START_LIMIT);
        var accounts = folder.accounts(START_LIMIT);
        var databases = keep(databases());
        var market = market(plan, deployment, keys(accounts), databases, recovered(databases.book(), plan));
        var root = RootKey.of(folder.secret(folder::ownKeys, RootKey.ENTRY, random));
        var recovery = new RecoverySide(market, root, databases, clock);
        enter(recovery);
        market.pay(plan.epoch());
        follow(market, databases);
        serve(plan, accounts, market, databases, keyWrap(accounts, market), recovery);
    }

    private void enter(RecoverySide recovery) {
        recovery.enter(START_LIMIT);
        background.repeat("fence", Fence.CHECK, () -> {
            recovery.fence.check();
            return !recovery.fence.isReplaced() || standDown();
        });
    }

    private Databases databases() {
        var own = folder.gateway();
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var log = folder.metadataLog();
        if (log.isEmpty() && folder.number() > 1) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "several gateways need ./souk up --metadata postgres://...");
        }
        return log.map(place -> Databases.shared(
                        own,
                        SCHEMA,
                        place,
                        folder.secret(folder::ownKeys, "metadata-log", random),
                        folder.number() == 1))
                .orElseGet(() -> Databases.alone(own, SCHEMA));
    }

    /// Ends the process, whose close needs other threads than this one.
    private boolean standDown() {
        LOG.log(System.Logger.Level.ERROR, "gateway.replaced another machine recovered it with the root key");
        Thread.ofPlatform().name("stand-down").start(() -> System.exit(ErrorCode.FORBIDDEN.exitCode()));
        return false;
    }

    private Map<TenantId, AccountKey> keys(List<Account> accounts) {
        var keys = new LinkedHashMap<TenantId, AccountKey>();
        accounts.stream()
                .map(Account::tenant)
                .distinct()
                .forEach(tenant -> keys.put(tenant, folder.tenantKeys(tenant).accountKey()));
        if (keys.isEmpty()) {
            throw new SoukException(ErrorCode.NOT_FOUND, "credentials.json names no account");
        }
        return keys;
    }

    /// The epoch after that of the recovery: what was signed before may be missing here.
    private static long recovered(RecoveryBook book, Folder.Plan plan) {
        return book.tenure()
                .filter(RecoveryBook.Tenure::isRecovered)
                .map(tenure ->
                        tenure.recoveredAt().getEpochSecond() / plan.epoch().toSeconds() + 1)
                .orElse(0L);
    }

    private MarketSide market(
            Folder.Plan plan,
            Folder.Deployment deployment,
            Map<TenantId, AccountKey> keys,
            Databases databases,
            long recovered) {
        var index = keep(Sqlite.open(folder.gateway().resolve("ledger.db"), LedgerSchema.MIGRATIONS));
        var chain = keep(EvmChain.connect(options(plan.chain(), START_LIMIT), new SqliteOutbox(index), clock));
        var events = new SqliteEventIndex(index);
        var contracts = keep(EvmMarket.open(chain, deployment.addresses(), events));
        var node = folder.ownKeys().nodeKey();
        var client = keep(new NodeClient(TlsIdentity.of(node), NodeClient.Options.defaults(), random));
        return new MarketSide(
                new MarketSide.Chain(chain, contracts, events),
                new MarketSide.Node(node, client),
                deployment,
                keys,
                new MarketSide.Local(
                        databases.market(),
                        plan.storage(),
                        plan.epoch(),
                        recovered,
                        databases.keeper(),
                        clock,
                        random));
    }

    static EvmOptions options(URI endpoint, Duration startLimit) {
        var local = EvmOptions.local(endpoint);
        return new EvmOptions(
                local.endpoint(),
                local.confirmations(),
                local.poll(),
                startLimit,
                local.inclusionLimit(),
                local.tip(),
                local.maxFee());
    }

    /// Follows the ledger, and opens the first tenant's leases as soon as that makes sense.
    private void follow(MarketSide market, Databases databases) {
        background.repeat("leases", FOLLOW, () -> {
            market.index.tick();
            market.services.tick();
            return true;
        });
        new Duties(background, databases, () -> {}, clock, random).firstLeases(market);
    }

    private KeyWrap keyWrap(List<Account> accounts, MarketSide market) {
        var roots = accounts.stream()
                .map(Account::tenant)
                .distinct()
                .collect(Collectors.toMap(
                        tenant -> tenant,
                        tenant -> SealKey.of(folder.secret(() -> folder.tenantKeys(tenant), "root", random))));
        return new RootKeyWrap(
                tenant -> Optional.ofNullable(roots.get(tenant))
                        .orElseThrow(() -> new IllegalArgumentException("no tenant " + tenant)),
                random,
                tenant -> Optional.ofNullable(market.storages().get(tenant))
                        .ifPresent(storage -> Thread.startVirtualThread(() -> warm(
                                tenant,
                                () -> storage.leases().ensure(market.policy().profile())))));
    }

    /// Leases for a tenant's first bucket; what goes wrong shows again, and to the client, at the first
    /// write.
    private static void warm(TenantId tenant, Runnable ensure) {
        try {
            ensure.run();
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "leases.later tenant={0} code={1} reason={2}",
                    tenant,
                    e.code(),
                    e.getMessage());
        }
    }

    private void serve(
            Folder.Plan plan,
            List<Account> list,
            MarketSide market,
            Databases databases,
            KeyWrap wrap,
            RecoverySide recovery) {
        var accounts = Accounts.of(list);
        var metadata = databases.metadata();
        var keeper = databases.keeper();
        var ways = market.storages().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().way()));
        var segments = new NetworkSegmentStore(
                ways, market.shards, market::segmentRules, market.upkeep::health, market::cost, random);
        var work = new WorkSide(folder, plan, market, clock, random).open(metadata, segments, wrap);
        keep(work.workloads());
        var copies = recovery.copies(folder, plan.snapshots());
        var ledger = new CostLedger(market.database);
        var usage = new UsageBook(market.database);
        var costs = new Costs(ledger, usage, metadata, market.payments().values(), plan.epoch());
        var report = new CostReport(
                market.index,
                market.terms::find,
                market.names,
                market.asset(),
                usage::of,
                new WorkloadStore(market.database)::settlement);
        Runnable permit = recovery.fence::require;
        var epochs = new PaySide(market, plan.epoch(), clock).epochs(costs, permit, keeper);
        var health = new Health(
                market.ledger(), market.policy().profile().repair() + 1, () -> listening, keeper::mine, clock);
        var door = new ApiDoor.Market(
                market.tenants(),
                market.vouchers(),
                market.index,
                market.terms,
                market.log,
                market.closings,
                market.names,
                market.auditors,
                new RecordReader(new HttpCustodians(market.client())),
                new RecordLog(market.database),
                market.committee,
                new ServiceSide(market).report(),
                market.sloTerms,
                market.breakers);
        metrics.watchProcess();
        watch(market.breakers, work.workloads());
        var storage =
                new ApiDoor.Storage(metadata, segments, market.upkeep, market.rules, market.policy(), ledger, report);
        var routes = ApiDoor.routes(
                accounts, door, storage, work, copies::take, metrics, () -> health(health, market, copies), clock);
        keep(NodeServer.startLocal(apiOptions(plan), routes, metrics, random));
        var objects = new TenantObjects(S3Settings.standard(S3_REGION), metadata, segments, wrap, clock, random);
        var logs = keep(new AccessLogs(metadata, objects, clock, random));
        s3(plan, accounts, metadata, segments, wrap, RecoverySide.guard(permit, copies), logs);
        var duties = new Duties(background, databases, permit, clock, random);
        duties.deliver(logs);
        duties.copy(copies, metrics);
        duties.collect(segments, wrap);
        duties.keepUp(market, metrics);
        duties.keepPromises(segments);
        duties.keepTogether(market);
        duties.keepServices(new ServiceSide(market).keeper(plan.epoch(), clock));
        epochs.start();
        keep(epochs);
        duties.once("workloads", work.workloads()::resume);
        LOG.log(
                System.Logger.Level.INFO,
                "gateway.open s3={0} api={1} profile={2}",
                Integer.toString(plan.s3Port()),
                Integer.toString(plan.apiPort()),
                market.policy().profile().name());
    }

    private void watch(CircuitBreakers breakers, Workloads workloads) {
        metrics.gauge(
                "souk_circuits_open",
                "Providers that rest after failures, or are on trial.",
                () -> breakers.troubled().size());
        metrics.gauge("souk_circuits_opened", "How often a provider was sent to rest.", breakers::opened);
        metrics.gauge("souk_jobs_queued", "Jobs that wait for a provider.", workloads::queued);
    }

    /// With the state of repair and the age of the copies, for who looks after the market.
    private static JsonObject health(Health health, MarketSide market, RecoverySide.Copies copies) {
        var now = health.now();
        var json = Json.object()
                .put("status", now.text("status"))
                .put("keeper", now.flag("keeper"))
                .put("repair", market.upkeep.status().toJson(market.upkeep.done()))
                .put("circuits", circuits(market));
        if (now.flag("keeper")) {
            json.put("copies", copies.status());
        }
        return json.build();
    }

    private static JsonObject circuits(MarketSide market) {
        var json = Json.object();
        market.breakers.troubled().forEach((provider, state) -> json.put(market.names.of(provider), state.text()));
        return json.build();
    }

    /// Outputs of workloads may be large and their providers slow.
    private static NodeServer.Options apiOptions(Folder.Plan plan) {
        return new NodeServer.Options(HOST, plan.apiPort(), 512, 1_024, Duration.ofMinutes(30), Duration.ofMinutes(2));
    }

    private void s3(
            Folder.Plan plan,
            Accounts accounts,
            Metadata metadata,
            NetworkSegmentStore segments,
            KeyWrap wrap,
            ChangeGuard changes,
            AccessLogs logs) {
        var timer = metrics.timer("souk_s3_request_seconds", "Time from request to answer.", "operation", "status");
        var service = new S3Service(
                S3Settings.standard(S3_REGION),
                accounts,
                metadata,
                segments,
                wrap,
                clock,
                random,
                served -> {
                    timer.record(served.elapsed(), served.operation(), Integer.toString(served.status()));
                    logs.served(served);
                },
                changes);
        WebServer server;
        try {
            server = S3Listener.configure(
                            WebServerConfig.builder()
                                    .host(HOST)
                                    .port(plan.s3Port())
                                    .shutdownHook(false)
                                    .featuresDiscoverServices(false)
                                    .shutdownGracePeriod(Duration.ofMillis(500)),
                            service)
                    .build()
                    .start();
        } catch (RuntimeException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot listen at " + HOST + ":" + plan.s3Port(), e);
        }
        listening = true;
        parts.push(() -> {
            listening = false;
            server.stop();
        });
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /// Closes the doors, lets the epoch under way end, and then everything else.
    @Override
    public void close() {
        background.close();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "gateway.close.failed", e);
            }
        }
    }
}
