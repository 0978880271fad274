package souk.node.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.eip712.TypedData;
import souk.core.erasure.ReedSolomon;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.RepairGrant;
import souk.core.market.Signed;
import souk.core.merkle.MerkleHasher;
import souk.core.seal.SealKey;
import souk.core.segment.SegmentEncoder;
import souk.core.segment.ShardSink;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.net.Body;
import souk.net.Method;
import souk.net.Metrics;
import souk.net.NodeClient;
import souk.net.NodeServer;
import souk.net.Peer;
import souk.net.Route;
import souk.sdk.storage.GrantedShards;
import souk.sdk.storage.PeerHealth;
import souk.sdk.storage.RepairTask;
import souk.sdk.storage.RepairTask.Place;
import souk.sdk.storage.RepairWorker;
import souk.sdk.storage.SegmentManifest.Shard;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.StorageLease;
import souk.sdk.storage.Throttle;
import souk.sdk.storage.UploadMemory;
import souk.storage.ShardStore;
import souk.storage.StoreOptions;
import souk.trust.AccountKey;
import souk.trust.NodeKey;
import souk.trust.TlsIdentity;

/// A repairer and the providers of a segment over mutual TLS, without the payer's gateway: it signed and
/// went away.
final class RepairDoorTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final TypedData.Domain DOMAIN = new TypedData.Domain(31_337, new Address("0x" + "22".repeat(20)));
    private static final int K = 2;
    private static final int N = 4;

    @TempDir
    private Path folder;

    private final AccountKey payer = AccountKey.generate(RANDOM);
    private final NodeKey repairer = NodeKey.generate(RANDOM);
    private final List<Provider> providers = new ArrayList<>();
    private final List<byte[]> shards = new ArrayList<>();
    private NodeClient client;

    /// One lease each.
    private record Provider(Address account, LeaseId lease, Peer peer, NodeServer server, ShardStore store) {}

    @BeforeEach
    void open() throws IOException {
        client = new NodeClient(TlsIdentity.of(repairer), NodeClient.Options.defaults(), RANDOM);
        for (int i = 0; i < N; i++) {
            providers.add(provider(i));
        }
        encode();
        // The last two are lost.
        for (int i = 0; i < K; i++) {
            providers
                    .get(i)
                    .store()
                    .put(
                            providers.get(i).lease(),
                            MerkleHasher.rootOf(shards.get(i)),
                            new ByteArrayInputStream(shards.get(i)),
                            shards.get(i).length,
                            CLOCK.instant().plus(Duration.ofDays(1)));
        }
    }

    @AfterEach
    void close() {
        client.close();
        providers.forEach(provider -> {
            provider.server().close();
            provider.store().close();
        });
    }

    @Test
    void restoresWhatIsLostByAGrantAlone() {
        var task = task();

        var stored = worker().run(grant(task, Duration.ofMinutes(5)), task, payer.address());

        assertThat(stored).containsExactlyInAnyOrder(shard(2), shard(3));
        for (int i = K; i < N; i++) {
            assertThat(providers.get(i).store().size(providers.get(i).lease(), shard(i).root()))
                    .hasValue((long) shards.get(i).length);
        }
    }

    @Test
    void aGrantOpensNothingButItsShards() {
        var task = task();
        var granted = new GrantedShards(client, this::peer, grant(task, Duration.ofMinutes(5)), task);
        var other = new byte[1_024];
        var here = lease(0);

        assertThat(granted.get(here, shard(0).root(), 0, 1_024)).hasSize(1_024);
        refused(ErrorCode.FORBIDDEN, () -> granted.put(here, MerkleHasher.rootOf(other), other));
        refused(ErrorCode.FORBIDDEN, () -> granted.put(here, shard(0).root(), shards.get(0)));
        refused(ErrorCode.FORBIDDEN, () -> granted.get(lease(2), shard(2).root(), 0, 1_024));
        refused(ErrorCode.FORBIDDEN, () -> call(0, "/shards/missing"));
        refused(ErrorCode.FORBIDDEN, () -> call(0, "/inventory"));
        refused(ErrorCode.FORBIDDEN, () -> call(0, "/shards/rehome"));
    }

    @Test
    void wrongBytesAreTakenNowhere() {
        var task = task();
        var granted = new GrantedShards(client, this::peer, grant(task, Duration.ofMinutes(5)), task);
        var wrong = shards.get(2).clone();
        wrong[7] ^= 1;

        assertThatThrownBy(() -> granted.put(lease(2), shard(2).root(), wrong)).isInstanceOf(SoukException.class);

        assertThat(providers.get(2).store().size(providers.get(2).lease(), shard(2).root()))
                .isEmpty();
    }

    @Test
    void grantsThatAreOverForOthersOrChangedAreRefused() {
        var task = task();
        var fewer = new RepairTask(
                task.segment(),
                K,
                N,
                task.shardBytes(),
                task.sources(),
                task.targets().subList(0, 1));
        var stranger = AccountKey.generate(RANDOM);
        var over = grant(task, Duration.ofMinutes(-5));
        var forOther = signed(payer, NodeKey.generate(RANDOM).publicKey(), task, Duration.ofMinutes(5));
        var byOther = signed(stranger, repairer.publicKey(), task, Duration.ofMinutes(5));

        refused(ErrorCode.CLOCK_SKEW, () -> worker().run(over, task, payer.address()));
        refused(ErrorCode.CLOCK_SKEW, () -> show(over, task));
        for (var grant : List.of(forOther, byOther)) {
            refused(ErrorCode.BAD_SIGNATURE, () -> worker().run(grant, task, payer.address()));
            refused(ErrorCode.BAD_SIGNATURE, () -> show(grant, task));
        }
        refused(ErrorCode.BAD_SIGNATURE, () -> show(grant(task, Duration.ofMinutes(5)), fewer));
    }

    private static void refused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void show(Signed<RepairGrant> grant, RepairTask task) {
        new GrantedShards(client, this::peer, grant, task).get(lease(0), shard(0).root(), 0, 1);
    }

    private void call(int provider, String path) {
        client.call(
                        providers.get(provider).peer(),
                        Method.POST,
                        "/v1/leases/" + providers.get(provider).lease() + path,
                        Map.of(),
                        Body.bytes(new byte[] {'{', '}'}))
                .close();
    }

    private RepairWorker worker() {
        return new RepairWorker(repairer.publicKey(), DOMAIN, CLOCK, new RepairWorker.Opening() {
            @Override
            public SegmentRepairer repairer(Signed<RepairGrant> grant, RepairTask task) {
                return new SegmentRepairer(
                        new GrantedShards(client, RepairDoorTest.this::peer, grant, task),
                        new PeerHealth(CLOCK),
                        new UploadMemory(8),
                        new Throttle(1L << 40, CLOCK));
            }

            @Override
            public StorageLease lease(Place place) {
                return RepairDoorTest.this.lease(place.shard().number());
            }
        });
    }

    private RepairTask task() {
        return new RepairTask(
                Digest.ZERO,
                K,
                N,
                shards.getFirst().length,
                IntStream.range(0, K).mapToObj(this::place).toList(),
                IntStream.range(K, N).mapToObj(this::place).toList());
    }

    private Place place(int number) {
        return new Place(shard(number), providers.get(number).account(), inADay());
    }

    private Shard shard(int number) {
        return new Shard(number, providers.get(number).lease(), MerkleHasher.rootOf(shards.get(number)));
    }

    private StorageLease lease(int number) {
        var provider = providers.get(number);
        return new StorageLease(
                provider.lease(),
                provider.account(),
                provider.peer().did(),
                provider.peer().endpoint(),
                new StorageLease.Site(new Region("r"), "", ""),
                inADay());
    }

    private static Instant inADay() {
        return Instant.ofEpochSecond(CLOCK.instant().getEpochSecond() + 86_400);
    }

    private Peer peer(Address account) {
        return providers.stream()
                .filter(provider -> provider.account().equals(account))
                .findFirst()
                .orElseThrow()
                .peer();
    }

    private Signed<RepairGrant> grant(RepairTask task, Duration validity) {
        return signed(payer, repairer.publicKey(), task, validity);
    }

    private static Signed<RepairGrant> signed(AccountKey by, Digest node, RepairTask task, Duration validity) {
        var until = Instant.ofEpochSecond(CLOCK.instant().plus(validity).getEpochSecond());
        var grant = new RepairGrant(new LeaseId("0x" + "99".repeat(32)), node, task.digest(), until);
        return new Signed<>(grant, by.sign(DOMAIN, grant));
    }

    private Provider provider(int number) {
        var key = NodeKey.generate(RANDOM);
        var lease = new LeaseId("0x%064x".formatted(number + 1));
        var store = ShardStore.open(
                folder.resolve("store" + number), StoreOptions.ofQuota(16 << 20).withMinimumFree(0), CLOCK, RANDOM);
        var guard = new LeaseGuard(
                asked -> asked.equals(lease) ? Optional.of(payer.address()) : Optional.empty(), DOMAIN, CLOCK);
        var door =
                new StorageDoor(store, _ -> {}, guard, key, AccountKey.generate(RANDOM), DOMAIN, CLOCK, new Metrics());
        var routes = new ArrayList<Route>(guard.routes());
        routes.addAll(door.routes());
        var options = new NodeServer.Options("127.0.0.1", 0, 64, 64, Duration.ofSeconds(10), Duration.ofSeconds(2));
        var server = NodeServer.start(TlsIdentity.of(key), options, routes, new Metrics(), RANDOM);
        var peer = new Peer(key.did(), URI.create("https://127.0.0.1:" + server.port()));
        return new Provider(new Address("0x%040x".formatted(number + 1)), lease, peer, server, store);
    }

    private void encode() throws IOException {
        var plain = new byte[20_000];
        new Random(4).nextBytes(plain);
        var sinks = IntStream.range(0, N)
                .mapToObj(_ -> new java.io.ByteArrayOutputStream())
                .toList();
        new SegmentEncoder(ReedSolomon.of(K, N), SealKey.random(new Random(1)), Digest.ZERO)
                .encode(
                        new ByteArrayInputStream(plain),
                        sinks.stream().<ShardSink>map(sink -> sink::write).toList());
        sinks.forEach(sink -> shards.add(sink.toByteArray()));
    }
}
