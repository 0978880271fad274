package souk.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.gateway.data.SqlitePlacements;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.store.Bodies;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketLock;
import souk.gateway.store.BucketName;
import souk.gateway.store.BucketSettings;
import souk.gateway.store.Checksum;
import souk.gateway.store.DeleteCondition;
import souk.gateway.store.Expiries;
import souk.gateway.store.Metadata;
import souk.gateway.store.NewObject;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectLock;
import souk.gateway.store.Objects;
import souk.gateway.store.Ownership;
import souk.gateway.store.Part;
import souk.gateway.store.Piece;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.SegmentStore;
import souk.gateway.store.StoredBody;
import souk.gateway.store.Tags;
import souk.gateway.store.TenantId;
import souk.gateway.store.Upload;
import souk.gateway.store.Versioning;
import souk.gateway.store.WriteCondition;
import souk.sdk.storage.SegmentManifest;
import souk.sql.Sqlite;
import souk.sql.SqliteException;

/// What requests and background work write, at random and in any order, also where it finds nothing or fails.
final class RandomWrites {
    private static final TenantId TENANT = new TenantId("owner");
    private static final Checksum SUM = new Checksum(Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");
    private static final Signature SIGNATURE = new Signature("0x" + "01".repeat(64) + "1b");
    private static final List<String> NAMES = List.of("bucket-one", "bucket-two", "bucket-three");

    private final Metadata metadata;
    private final SqliteShardBook book;
    private final SqlitePlacements placements;
    private final Random random;
    private final List<Runnable> steps;
    private final List<Upload> uploads = new ArrayList<>();
    private final List<SegmentManifest> segments = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private int count;
    private int failures;

    RandomWrites(Sqlite metadata, Sqlite market, Random random) {
        this.metadata = Metadata.over(metadata);
        this.book = new SqliteShardBook(market);
        this.placements = new SqlitePlacements(market);
        this.random = random;
        this.steps = List.of(
                this::createBucket,
                this::put,
                this::put,
                this::put,
                this::putPlanned,
                this::delete,
                this::delete,
                this::versioning,
                this::settings,
                this::tags,
                this::lock,
                this::upload,
                this::part,
                this::part,
                this::complete,
                this::abort,
                this::pack,
                this::repack,
                this::expire,
                this::collect,
                this::deleteBucket,
                this::addSegment,
                this::addSegment,
                this::moveShard,
                this::releaseSegment,
                this::agree);
    }

    void step() {
        count++;
        now = now.plusSeconds(random.nextInt(600));
        try {
            steps.get(random.nextInt(steps.size())).run();
        } catch (SqliteException e) {
            // A part for a bucket that is gone, as a slow client may send it: rolled back.
            failures++;
        }
    }

    int failures() {
        return failures;
    }

    private void createBucket() {
        var name = new BucketName(NAMES.get(random.nextInt(NAMES.size())));
        if (random.nextInt(4) == 0) {
            metadata.buckets().createLocked(name, TENANT, "us-east-1", bytes(), now);
        } else {
            metadata.buckets().create(name, TENANT, "us-east-1", bytes(), now);
        }
    }

    private Optional<Bucket> bucket() {
        return metadata.buckets().find(new BucketName(NAMES.get(random.nextInt(NAMES.size()))));
    }

    private void put() {
        bucket().ifPresent(bucket -> metadata.objects().put(bucket.id(), object(key(), body()), condition()));
    }

    private void putPlanned() {
        bucket().ifPresent(bucket -> {
            var bodies = metadata.bodies();
            var draft = bodies.plan(bucket.id(), StoredBody.empty(), "planned" + count);
            var grown = new StoredBody(draft.id(), List.of(piece()), 10);
            if (random.nextBoolean()) {
                metadata.objects().put(bucket.id(), object(key(), grown), condition());
            } else if (random.nextBoolean()) {
                bodies.discard(bucket.id(), grown);
            }
        });
    }

    private void delete() {
        bucket().ifPresent(bucket -> {
            var key = key();
            var version = metadata.objects()
                    .latest(bucket.id(), key)
                    .filter(each -> random.nextBoolean())
                    .map(each -> each.version());
            var requests = List.of(
                    new Objects.DeleteRequest(key, version, "marker" + count, DeleteCondition.ALWAYS, false),
                    new Objects.DeleteRequest(key(), Optional.empty(), "mark" + count, DeleteCondition.ALWAYS, true));
            metadata.objects().delete(bucket.id(), requests, now);
        });
    }

    private void versioning() {
        var versioning = random.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED;
        bucket().ifPresent(bucket -> metadata.buckets().setVersioning(bucket.name(), versioning));
    }

    private void settings() {
        bucket().ifPresent(bucket -> {
            metadata.settings().put(bucket.id(), BucketSettings.Kind.TAGS, "t" + count);
            metadata.buckets()
                    .setLifecycle(bucket.name(), Optional.of("l" + count).filter(each -> count % 2 == 0));
        });
    }

    private void tags() {
        bucket().flatMap(bucket -> metadata.objects().latest(bucket.id(), key()))
                .ifPresent(object -> metadata.objects().setTags(object, Tags.none()));
    }

    private void lock() {
        bucket().ifPresent(bucket -> {
            metadata.locks().set(bucket.id(), BucketLock.ON);
            var until = new ObjectLock.Retention(ObjectLock.Mode.GOVERNANCE, now.plus(Duration.ofMinutes(30)));
            metadata.objects()
                    .latest(bucket.id(), key())
                    .ifPresent(
                            object -> metadata.locks().retain(object, Optional.of(until), now, random.nextBoolean()));
            metadata.locks().untold(2).forEach(metadata.locks()::told);
        });
    }

    private void upload() {
        bucket().ifPresent(bucket -> {
            var upload = new Upload(
                    "upload" + count,
                    bucket.id(),
                    key(),
                    ObjectHeaders.none(),
                    Checksum.Algorithm.CRC32,
                    Checksum.Type.FULL_OBJECT,
                    ObjectLock.NONE,
                    Ownership.privateTo(TENANT),
                    Tags.none(),
                    now);
            metadata.uploads().create(upload);
            uploads.add(upload);
        });
    }

    private void part() {
        anyOf(uploads)
                .ifPresent(upload -> metadata.uploads()
                        .putPart(upload, new Part(1 + random.nextInt(4), 10, "etag", SUM, now), body()));
    }

    private void complete() {
        anyOf(uploads)
                .ifPresent(upload -> metadata.uploads()
                        .complete(
                                upload,
                                metadata.uploads().parts(upload, 0, 3),
                                object(upload.key(), StoredBody.empty()),
                                condition()));
    }

    private void abort() {
        anyOf(uploads).ifPresent(upload -> metadata.uploads().abort(upload, now));
    }

    private void pack() {
        bucket().ifPresent(bucket -> {
            var plan = metadata.packs().plan(bucket.id(), "pack" + count);
            var drafts = metadata.packs().record(bucket.id(), plan, packed(3));
            drafts.forEach(draft -> metadata.objects().put(bucket.id(), object(key(), draft), condition()));
        });
    }

    private void repack() {
        metadata.packs().sparse(1).forEach(sparse -> {
            var plan = metadata.packs().plan(sparse.bucket(), "repack" + count);
            metadata.packs().move(sparse.live(), plan, packed(sparse.live().size()), now);
        });
    }

    private void expire() {
        bucket().ifPresent(bucket -> metadata.objects()
                .latest(bucket.id(), key())
                .ifPresent(object -> metadata.expiries()
                        .carryOut(
                                bucket.id(),
                                List.of(
                                        new Expiries.Expiry.Current(object, "gone" + count),
                                        new Expiries.Expiry.LoneMarker(object)),
                                now)));
    }

    private void collect() {
        var garbage = metadata.bodies().garbage(now, 5);
        garbage.stream()
                .findFirst()
                .ifPresent(each -> metadata.bodies().retryLater(each.body(), now, Duration.ofHours(1)));
        metadata.bodies()
                .collected(garbage.stream().skip(1).map(Bodies.Garbage::body).toList());
    }

    private void deleteBucket() {
        bucket().ifPresent(bucket -> metadata.buckets().delete(bucket.name(), now));
    }

    private void addSegment() {
        var shards = IntStream.range(0, 4)
                .mapToObj(i -> new SegmentManifest.Shard(i, lease(i), digest(100 * count + i)))
                .toList();
        var segment = new SegmentManifest(digest(count), 2, 5, 4_000, 2_048, "00", shards);
        book.add(segment, now.plus(Duration.ofDays(1)), random.nextBoolean());
        segments.add(segment);
    }

    private void moveShard() {
        anyOf(segments).ifPresent(segment -> {
            var leave = segment.shards().get(random.nextInt(4));
            var come = new SegmentManifest.Shard(leave.number(), lease(5), digest(7_000_000 + count));
            placements.move(segment.id(), List.of(leave), List.of(come), now.plus(Duration.ofDays(2)));
            placements.lost(lease(random.nextInt(6)), Set.of(come.root(), leave.root()));
            book.retain(Set.of(segment.id()), now.plus(Duration.ofDays(3)));
        });
    }

    private void releaseSegment() {
        anyOf(segments).ifPresent(segment -> book.release(Set.of(segment.id())));
    }

    private void agree() {
        var lease = lease(random.nextInt(6));
        List<InventoryEntry> entries = book.wanted(lease);
        var tree = SumTree.of(entries);
        var root = new InventoryRoot(lease, count / 20, tree.root(), tree.total(), count);
        book.propose(new Signed<>(root, SIGNATURE), entries);
        if (random.nextBoolean()) {
            book.commit(lease, SIGNATURE);
        }
    }

    private NewObject object(ObjectKey key, StoredBody body) {
        return new NewObject(
                key,
                "v" + count,
                body,
                "etag" + random.nextInt(3),
                ObjectHeaders.none(),
                SUM,
                ObjectLock.NONE,
                Ownership.privateTo(TENANT),
                Tags.none(),
                now);
    }

    private StoredBody body() {
        var pieces = random.nextBoolean() ? List.of(piece()) : List.<Piece>of(new Piece.Inline(bytes(), 10));
        return new StoredBody(OptionalLong.empty(), pieces, 10);
    }

    private Piece piece() {
        return new Piece.Stored(new SegmentRef("manifest" + count, 10));
    }

    private SegmentStore.Packed packed(int bodies) {
        var manifest = "packed" + count;
        return new SegmentStore.Packed(
                manifest,
                IntStream.range(0, bodies)
                        .mapToObj(i -> new SegmentRef(manifest, "slice" + i, 5))
                        .toList());
    }

    private WriteCondition condition() {
        return switch (random.nextInt(4)) {
            case 0 -> new WriteCondition.IfAbsent();
            case 1 -> new WriteCondition.IfMatch("etag" + random.nextInt(3));
            default -> new WriteCondition.Always();
        };
    }

    private ObjectKey key() {
        return new ObjectKey("key é " + random.nextInt(12));
    }

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(40) + 1];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> Optional<T> anyOf(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
    }

    private static LeaseId lease(int number) {
        return LeaseId.of(digest(number).bytes());
    }

    private static Digest digest(int number) {
        return new Digest("0x%064x".formatted(number));
    }
}
