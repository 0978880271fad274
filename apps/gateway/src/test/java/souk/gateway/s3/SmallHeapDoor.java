package souk.gateway.s3;

import io.helidon.webserver.WebServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.placement.Fates;
import souk.core.placement.Profile;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.gateway.data.NetworkSegmentStore;
import souk.gateway.data.SqlitePlacements;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.store.Metadata;
import souk.gateway.store.StorageCost;
import souk.gateway.store.XorKeyWrap;
import souk.sdk.storage.PeerHealth;
import souk.sdk.storage.SegmentReader;
import souk.sdk.storage.SegmentRules;
import souk.sdk.storage.SegmentWriter;
import souk.sdk.storage.ShardTransport;
import souk.sdk.storage.StorageLease;
import souk.sdk.storage.UploadMemory;
import souk.sql.Sqlite;
import souk.trust.NodeKey;

/// A program: the door with real coding over providers that take shards and forget them, to be run with a small heap.
final class SmallHeapDoor {
    /// A quarter of the heap that the test gives.
    private static final int UPLOAD_MIB = 32;

    private static final Duration NETWORK = Duration.ofMillis(20);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();

    private SmallHeapDoor() {}

    private static final class Forgetful implements ShardTransport {
        @Override
        public void put(StorageLease lease, Digest root, byte[] shard) {
            try {
                Thread.sleep(NETWORK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SoukException(ErrorCode.DEADLINE_EXCEEDED, "cut off", e);
            }
        }

        @Override
        public byte[] get(StorageLease lease, Digest root, long offset, int length) {
            throw new SoukException(ErrorCode.NOT_FOUND, "forgotten");
        }
    }

    /// `SmallHeapDoor FOLDER`: prints its port and serves until killed.
    @SuppressWarnings("SystemOut") // the test reads it
    static void main(String[] arguments) throws InterruptedException {
        var folder = Path.of(arguments[0]);
        var service = new S3Service(
                S3Settings.standard(LocalDoor.REGION),
                Accounts.of(List.of(LocalDoor.OWNER)),
                Metadata.open(folder.resolve("metadata.db")),
                store(Sqlite.open(folder.resolve("book.db"), List.of(SqliteShardBook.SCHEMA, SqlitePlacements.SCHEMA))),
                new XorKeyWrap(),
                CLOCK,
                RANDOM,
                served -> {},
                ChangeGuard.NONE);
        var server = S3Listener.configure(
                        WebServerConfig.builder().host("127.0.0.1").port(0), service)
                .build()
                .start();
        System.out.println(server.port());
        Thread.currentThread().join();
    }

    private static NetworkSegmentStore store(Sqlite database) {
        var book = new SqliteShardBook(database);
        var health = new PeerHealth(CLOCK);
        var leases = IntStream.rangeClosed(1, Profile.STANDARD.attempts())
                .mapToObj(SmallHeapDoor::lease)
                .toList();
        var providers = new Forgetful();
        var way = new NetworkSegmentStore.Way(
                profile -> {},
                new SegmentWriter(() -> leases, providers, book, health, RANDOM, new UploadMemory(UPLOAD_MIB)),
                new SegmentReader(id -> Optional.empty(), new SqlitePlacements(database), providers, health));
        var rules = new SegmentRules(Profile.STANDARD, new Fates(false, false), SegmentRules.Acknowledged.QUORUM);
        return new NetworkSegmentStore(
                Map.of(LocalDoor.OWNER.tenant(), way),
                book,
                scope -> rules,
                ids -> Optional.empty(),
                segments -> StorageCost.NONE,
                RANDOM);
    }

    private static StorageLease lease(int number) {
        return new StorageLease(
                new LeaseId("0x" + "%064x".formatted(number)),
                new Address("0x" + "%040x".formatted(number)),
                NodeKey.generate(RANDOM).did(),
                URI.create("https://127.0.0.1:1"),
                new StorageLease.Site(new Region("eu-west-1"), "127.0." + number, "IE"),
                Instant.now().plus(Duration.ofDays(1)));
    }
}
