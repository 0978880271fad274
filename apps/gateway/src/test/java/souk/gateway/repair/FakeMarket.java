package souk.gateway.repair;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.assurance.AuditTarget;
import souk.assurance.AuditVerdict;
import souk.assurance.EpochOutcome;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.market.InventoryRoot;
import souk.core.market.RepairGrant;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.merkle.MerkleHasher;
import souk.core.placement.Profile;
import souk.core.record.Cid;
import souk.core.seal.SealKey;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.gateway.data.RepairDelegation;
import souk.gateway.data.RepairGrants;
import souk.gateway.data.SqlitePlacements;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseCondition;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseWatch;
import souk.gateway.market.StoragePolicy;
import souk.gateway.market.TermsBook;
import souk.ledger.ChainId;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.EventPosition;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sdk.storage.OwnedShards;
import souk.sdk.storage.PeerHealth;
import souk.sdk.storage.RepairTask;
import souk.sdk.storage.RepairWorker;
import souk.sdk.storage.Sealed;
import souk.sdk.storage.SegmentKeys;
import souk.sdk.storage.SegmentManifest;
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
import souk.trust.Did;
import souk.trust.NodeKey;

/// Providers in memory, leases from made-up ledger events, and everything between them as it runs in the
/// gateway.
final class FakeMarket implements OwnedShards, Owner.Leases, AutoCloseable {
    static final Duration OFFLINE = Duration.ofHours(4);
    static final Duration TERM = Duration.ofDays(30);
    static final Profile SMALL = Profile.SMALL;
    private static final TypedData.Domain DOMAIN = new TypedData.Domain(31_337, new Address("0x" + "22".repeat(20)));
    private static final Address PAYER = new Address("0x" + "aa".repeat(20));

    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private final List<LedgerEntry> events = new ArrayList<>();
    private final Map<LeaseId, Map<Digest, byte[]>> held = new ConcurrentHashMap<>();
    private final Set<Address> down = ConcurrentHashMap.newKeySet();
    private final Set<Address> full = ConcurrentHashMap.newKeySet();
    private final Map<Address, String> countries = new HashMap<>();
    private final Sqlite database;
    private final SecureRandom random = new SecureRandom();
    private final Did node = NodeKey.generate(random).did();
    private final SegmentKeys keys = new SegmentKeys(SealKey.of(new byte[32]), random);
    final StoragePolicy policy = new StoragePolicy(
            SMALL, TERM, OFFLINE, true, true, false, java.util.OptionalInt.empty(), java.util.Optional.empty());
    final LeaseIndex index;
    final LeaseWatch watch;
    final SqliteShardBook book;
    final SqlitePlacements placements;
    final RepairKeeper keeper;
    private final HealthCheck health;
    private final SegmentWriter writer;
    private final SegmentReader reader;
    private int seen;
    private Optional<RepairDelegation.Repairers> hired = Optional.empty();
    final List<Long> owed = new CopyOnWriteArrayList<>();
    int copied;
    int made;

    FakeMarket(Path folder, int providers) {
        database = Sqlite.open(
                folder.resolve("market.db"),
                List.of(
                        SqliteShardBook.SCHEMA + TermsBook.SCHEMA,
                        SqlitePlacements.SCHEMA + LeaseWatch.SCHEMA + RepairGrants.SCHEMA));
        index = new LeaseIndex(this::page, Set.of(PAYER));
        watch = new LeaseWatch(index, policy, database, () -> now);
        book = new SqliteShardBook(database);
        placements = new SqlitePlacements(database);
        var peers = new PeerHealth(() -> now);
        writer = new SegmentWriter(this::usable, this, book, peers, random, new UploadMemory(64));
        reader = new SegmentReader(this::find, placements, this, peers);
        health = new HealthCheck(index, watch, new TermsBook(database), () -> providers, () -> now);
        var repairer = new SegmentRepairer(this, peers, new UploadMemory(64), new Throttle(1L << 40, () -> now));
        keeper = new RepairKeeper(
                List.of(new Owner(PAYER, this, repairer, rebuild(repairer), this)),
                placements,
                index,
                watch,
                health,
                new Repair(placements, policy, new Random(1)),
                () -> now);
        for (int i = 1; i <= providers; i++) {
            open(i, TERM);
        }
    }

    private SegmentRebuild rebuild(SegmentRepairer own) {
        var delegation = new RepairDelegation(
                own,
                this::usable,
                placements,
                this,
                new RepairGrants(database),
                (lease, grant, task) -> hired.orElseThrow().repair(lease, grant, task),
                (_, _, stored, _) -> owed.add(
                        stored / placements.after(Digest.ZERO, 1).getFirst().shardBytes()),
                () -> now,
                new Random(2));
        return (segment, sources, targets) -> hired.isPresent()
                ? delegation.rebuild(segment, sources, targets)
                : own.rebuild(segment, sources, targets);
    }

    /// From now on providers are asked to repair, and do this.
    void hire(RepairDelegation.Repairers repairers) {
        hired = Optional.of(repairers);
    }

    /// An honest repairer that makes so many of the shards.
    void restore(RepairTask task, int shards) {
        var peers = new PeerHealth(() -> now);
        var worker = new RepairWorker(node.publicKey(), DOMAIN, () -> now, new RepairWorker.Opening() {
            @Override
            public SegmentRepairer repairer(Signed<RepairGrant> grant, RepairTask of) {
                return new SegmentRepairer(
                        FakeMarket.this, peers, new UploadMemory(64), new Throttle(1L << 40, () -> now));
            }

            @Override
            public StorageLease lease(RepairTask.Place place) {
                return find(place.shard().lease()).orElseThrow();
            }
        });
        var less = new RepairTask(
                task.segment(),
                task.k(),
                task.n(),
                task.shardBytes(),
                task.sources(),
                task.targets().subList(0, shards));
        var payer = AccountKey.generate(random);
        var grant = new RepairGrant(
                task.targets().getFirst().shard().lease(), node.publicKey(), less.digest(), now.plusSeconds(60));
        made += worker.run(new Signed<>(grant, payer.sign(DOMAIN, grant)), less, payer.address())
                .size();
    }

    /// Stores other bytes under their own root, since no provider takes them under another.
    void putGarbage(SegmentManifest.Shard shard) {
        var bytes = new byte[1_024];
        put(find(shard.lease()).orElseThrow(), MerkleHasher.rootOf(bytes), bytes);
    }

    /// Whether a segment can be read.
    boolean readAll(SegmentManifest segment) {
        return read(segment).length == segment.length();
    }

    /// An auditor shows that the provider of a lease lost data.
    void failAudit(LeaseId lease) {
        var target = new AuditTarget(lease, index.find(lease).orElseThrow().provider(), PAYER);
        var root = new InventoryRoot(lease, 1, Digest.ZERO, 0, 0);
        var evidence = Cid.of(Digest.ZERO);
        watch.audited(
                List.of(new EpochOutcome.Failed(target, 1, now, root, AuditVerdict.FailureKind.MISSING, evidence)));
    }

    /// As a gateway that starts again on the same database sees leases.
    LeaseWatch watchOfTheNextStart() {
        return new LeaseWatch(index, policy, database, () -> now);
    }

    static Address provider(int number) {
        return new Address("0x%040x".formatted(number));
    }

    LeaseId open(int provider, Duration term) {
        var lease = new LeaseId("0x%064x".formatted(events.size() + 1));
        event(new LedgerEvent.LeaseOpened(
                lease,
                PAYER,
                provider(provider),
                ResourceClass.STORAGE,
                BigInteger.ONE,
                now.plus(term),
                now.plusSeconds(60),
                BigInteger.TEN,
                BigInteger.ONE,
                PAYER,
                Digest.ZERO,
                Digest.ZERO));
        return lease;
    }

    void notice(LeaseId lease, Duration left) {
        event(new LedgerEvent.LeaseCloseRequested(
                lease, PAYER, CloseReason.PROVIDER_CLOSED, now.plus(left), Digest.ZERO));
    }

    private void event(LedgerEvent event) {
        var position = new EventPosition(
                ChainId.parse("eip155:1"), events.size() + 1, Digest.ZERO, Digest.ZERO, events.size());
        events.add(new LedgerEntry(position, now, event));
        index.tick();
    }

    private EventPage page(EventCursor cursor) {
        var fresh = List.copyOf(events.subList(seen, events.size()));
        seen = events.size();
        return new EventPage(fresh, cursor, OptionalLong.empty());
    }

    void stop(int... providers) {
        Arrays.stream(providers).mapToObj(FakeMarket::provider).forEach(down::add);
    }

    void start(int... providers) {
        Arrays.stream(providers).mapToObj(FakeMarket::provider).forEach(down::remove);
    }

    void fill(int provider) {
        full.add(provider(provider));
    }

    void move(int provider, String country) {
        countries.put(provider(provider), country);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /// A while in which everybody is asked in time.
    void passAwake(Duration time) {
        var end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plus(OFFLINE.dividedBy(2));
            keeper.beat();
        }
    }

    SegmentManifest write(byte[] bytes, boolean countriesApart, Acknowledged acknowledged) {
        var rules = new SegmentRules(SMALL, policy.fates(countriesApart), acknowledged);
        try {
            return writer.write(rules, keys, new ByteArrayInputStream(bytes), bytes.length, _ -> {})
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SegmentManifest write(byte[] bytes) {
        return write(bytes, false, Acknowledged.QUORUM);
    }

    byte[] read(SegmentManifest segment) {
        return reader.read(keys, Sealed.whole(segment), 0, segment.length());
    }

    SegmentHealth health(SegmentManifest segment) {
        return health.look().at(placements.find(segment.id()).orElseThrow());
    }

    /// Who holds shards of a segment, by the book.
    Set<Integer> holders(SegmentManifest segment) {
        return placements.find(segment.id()).orElseThrow().shards().stream()
                .map(shard -> index.find(shard.lease()).orElseThrow().provider())
                .map(address -> Integer.parseInt(address.hex().substring(2), 16))
                .collect(Collectors.toSet());
    }

    /// Damages what a provider has, without its knowledge.
    void damage(int provider) {
        leases().filter(lease -> lease.provider().equals(provider(provider)))
                .forEach(lease -> shards(lease.id()).values().forEach(bytes -> bytes[0] ^= 1));
    }

    /// The provider finds out, and forgets what is damaged.
    void forget(int provider) {
        leases().filter(lease -> lease.provider().equals(provider(provider)))
                .forEach(lease -> shards(lease.id()).clear());
    }

    private Stream<Lease> leases() {
        return index.of(PAYER).stream();
    }

    private Map<Digest, byte[]> shards(LeaseId lease) {
        return held.computeIfAbsent(lease, _ -> new ConcurrentHashMap<>());
    }

    private StorageLease lease(Lease lease) {
        var region = new Region("r" + Math.floorMod(lease.provider().hex().hashCode(), 3));
        var site = new StorageLease.Site(region, "127.0.0", countries.getOrDefault(lease.provider(), "DE"));
        return new StorageLease(
                lease.id(), lease.provider(), node, URI.create("https://127.0.0.1"), site, lease.endsAt());
    }

    @Override
    public List<StorageLease> usable() {
        var byProvider = new LinkedHashMap<Address, StorageLease>();
        leases().filter(lease -> lease.takesMore(now, policy.renewBefore()))
                .filter(lease -> watch.of(lease) == LeaseCondition.HEALTHY)
                .sorted(java.util.Comparator.comparing(Lease::endsAt).reversed())
                .forEach(lease -> byProvider.putIfAbsent(lease.provider(), lease(lease)));
        return List.copyOf(byProvider.values());
    }

    @Override
    public List<StorageLease> running() {
        return leases().filter(lease -> lease.endsAt().isAfter(now))
                .map(this::lease)
                .toList();
    }

    @Override
    public Optional<StorageLease> find(LeaseId lease) {
        return index.find(lease).map(this::lease);
    }

    @Override
    public void put(StorageLease lease, Digest root, byte[] shard) {
        require(lease);
        if (full.contains(lease.provider())) {
            throw new SoukException(ErrorCode.DISK_FULL, "no room");
        }
        if (!MerkleHasher.rootOf(shard).equals(root)) {
            throw new SoukException(ErrorCode.CORRUPT, "another root");
        }
        shards(lease.lease()).put(root, shard.clone());
    }

    @Override
    public byte[] get(StorageLease lease, Digest root, long offset, int length) {
        require(lease);
        var bytes = Optional.ofNullable(shards(lease.lease()).get(root))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no shard"));
        copied++;
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    @Override
    public Set<Digest> rehome(StorageLease from, StorageLease to, List<Digest> roots) {
        require(to);
        var kept = new HashSet<Digest>();
        for (var root : roots) {
            Optional.ofNullable(shards(from.lease()).get(root)).ifPresent(bytes -> {
                shards(to.lease()).put(root, bytes);
                kept.add(root);
            });
        }
        return kept;
    }

    @Override
    public Set<Digest> missing(StorageLease lease, List<Digest> roots) {
        require(lease);
        var wanted = new HashSet<>(roots);
        book.committed(lease.lease()).forEach(entry -> wanted.add(entry.root()));
        book.wanted(lease.lease()).forEach(entry -> wanted.add(entry.root()));
        wanted.removeAll(shards(lease.lease()).keySet());
        return wanted;
    }

    private void require(StorageLease lease) {
        if (down.contains(lease.provider())) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "down");
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
