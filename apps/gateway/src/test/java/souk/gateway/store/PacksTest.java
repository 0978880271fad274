package souk.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small bodies from their arrival to their collection, with crashes in between.
final class PacksTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(1));
    private static final TenantId TENANT = new TenantId("acme");
    private static final Checksum CHECKSUM =
            new Checksum(Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");
    private static final BucketKey KEY = BucketKey.of(new byte[BucketKey.LENGTH]);
    private static final SegmentScope SCOPE =
            new SegmentScope(TENANT, KEY, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    @TempDir
    private Path folder;

    private Metadata metadata;
    private DiskSegmentStore segments;
    private Bucket bucket;

    @BeforeEach
    void open() throws IOException {
        metadata = Metadata.open(folder.resolve("m.db"));
        segments = new DiskSegmentStore(Files.createDirectories(folder.resolve("segments")));
        var wrapped = new XorKeyWrap().wrap(TENANT, KEY);
        bucket = metadata.buckets()
                .create(new BucketName("small-things"), TENANT, "us-east-1", wrapped, NOW)
                .bucket();
    }

    @AfterEach
    void close() {
        metadata.close();
    }

    @Test
    void bodiesThatArriveTogetherShareASegmentAndEachIsItself() throws Exception {
        var names = names(40);
        putTogether(names);

        assertThat(segments.count()).isLessThan(names.size() / 2);
        for (var name : names) {
            assertThat(content(name)).isEqualTo(text(name));
        }
    }

    @Test
    void aPackThatIsStuckHoldsUpNoOther() throws Exception {
        var open = new CountDownLatch(1);
        var begun = segments.stuckUntil(open);
        var packer = new Packer(segments, metadata);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> packer.store(SCOPE, bucket.id(), text("a large body that is stuck")));
            begun.await();

            show("b", packer.store(SCOPE, bucket.id(), text("b")));

            assertThat(first.isDone()).isFalse();
            open.countDown();
            show("a", first.get());
        }
        assertThat(content("b")).isEqualTo(text("b"));
        assertThat(content("a")).isEqualTo(text("a large body that is stuck"));
    }

    @Test
    void aPackIsReleasedWithItsLastBodyAndNotBefore() throws Exception {
        var names = List.of("a", "b", "c");
        pack(names);

        delete("a");
        delete("b");
        collectAll();
        assertThat(segments.count()).isEqualTo(1);
        assertThat(content("c")).isEqualTo(text("c"));

        delete("c");
        collectAll();
        assertThat(segments.count()).isZero();
    }

    @Test
    void whatStillLivesInAMostlyDeadPackMovesAndTheOldPackGoesAfterItsReaders() throws Exception {
        var names = names(8);
        pack(names);
        names.subList(1, 8).forEach(this::delete);
        collectAll();

        assertThat(repacker().repack()).isEqualTo(1);

        assertThat(segments.count()).isEqualTo(2);
        assertThat(content(names.getFirst())).isEqualTo(text(names.getFirst()));
        assertThat(collect(NOW)).isZero();
        collectAll();
        assertThat(segments.count()).isEqualTo(1);
        assertThat(content(names.getFirst())).isEqualTo(text(names.getFirst()));
        assertThat(repacker().repack()).isZero();
    }

    @Test
    void aBodyDeletedWhileItMovesIsDeadInBothPacks() throws Exception {
        pack(names(8));
        names(8).subList(1, 8).forEach(this::delete);
        collectAll();
        var sparse = metadata.packs().sparse(10).getFirst();
        delete(names(8).getFirst());
        collectAll();

        var packer = new Packer(segments, metadata);
        packer.store(SCOPE, bucket.id(), List.of(text("late")), (plan, packed) -> {
            metadata.packs().move(sparse.live(), plan, packed, NOW);
            return packed;
        });

        collectAll();
        assertThat(segments.count()).isZero();
    }

    @Test
    void aCrashBetweenPackAndObjectLeavesGarbageOnly() throws Exception {
        new Packer(segments, metadata).store(SCOPE, bucket.id(), text("never shown"));

        reopen();

        collectAll();
        assertThat(segments.count()).isZero();
    }

    @Test
    void aCrashBetweenStoringAndRecordingAPackLeavesGarbageOnly() throws Exception {
        segments.pack(SCOPE, List.of(text("a")), manifest -> metadata.packs().plan(bucket.id(), manifest));
        assertThat(segments.count()).isEqualTo(1);

        reopen();

        collectAll();
        assertThat(segments.count()).isZero();
    }

    @Test
    void aCrashWhileMovingLosesNothing() throws Exception {
        pack(names(8));
        names(8).subList(1, 8).forEach(this::delete);
        collectAll();
        var live = text(names(8).getFirst());
        segments.pack(SCOPE, List.of(live), manifest -> metadata.packs().plan(bucket.id(), manifest));

        reopen();

        collectAll();
        assertThat(segments.count()).isEqualTo(1);
        assertThat(content(names(8).getFirst())).isEqualTo(live);
    }

    @Test
    void aPackThatCannotBeStoredFailsAllOfItsBodiesAndLeavesNothing() throws Exception {
        segments.down(true);

        assertThatThrownBy(() -> new Packer(segments, metadata).store(SCOPE, bucket.id(), text("a")))
                .isInstanceOf(IOException.class);

        segments.down(false);
        collectAll();
        assertThat(metadata.bodies().garbage(LATER, 10)).isEmpty();
        assertThat(segments.count()).isZero();
    }

    @Test
    void inlineBodiesOpenUnderTheirBucketsKeyOnly() throws IOException {
        var random = new SecureRandom();
        for (int length : new int[] {1, 1_008, 1_009, 4_096}) {
            var plain = new byte[length];
            random.nextBytes(plain);
            var piece = InlineSeal.seal(KEY, plain, random);

            assertThat(read(SCOPE, List.of(piece), 0, length)).isEqualTo(plain);
            var other = new byte[BucketKey.LENGTH];
            other[0] = 1;
            var stranger = new SegmentScope(TENANT, BucketKey.of(other), SCOPE.traceparent());
            assertThatThrownBy(() -> read(stranger, List.of(piece), 0, length)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsRangesAcrossPiecesOfEveryKind() throws IOException {
        var random = new SecureRandom();
        var packed = segments.pack(SCOPE, List.of(text("56789"), text("ABCDE")), manifest -> {});
        List<Piece> pieces = List.of(
                InlineSeal.seal(KEY, text("01234"), random),
                new Piece.Stored(packed.bodies().get(0)),
                new Piece.Stored(packed.bodies().get(1)),
                InlineSeal.seal(KEY, text("FGHIJ"), random));

        for (int from = 0; from < 20; from++) {
            for (int to = from + 1; to <= 20; to++) {
                assertThat(read(SCOPE, pieces, from, to)).isEqualTo(text("0123456789ABCDEFGHIJ".substring(from, to)));
            }
        }
    }

    private byte[] read(SegmentScope scope, List<Piece> pieces, long from, long to) throws IOException {
        try (var stream = new BodyReader(segments).open(scope, pieces, from, to)) {
            return stream.readAllBytes();
        }
    }

    private void reopen() {
        metadata.close();
        metadata = Metadata.open(folder.resolve("m.db"));
    }

    private Repacker repacker() {
        return new Repacker(metadata, segments, new XorKeyWrap(), () -> NOW);
    }

    private int collect(Instant when) {
        return new GarbageCollector(metadata, segments, new XorKeyWrap(), () -> when).collect();
    }

    private void collectAll() {
        while (collect(LATER) > 0) {
            // Packs become garbage when their last body is collected.
        }
    }

    /// All in one pack, since they come at once.
    private void pack(List<String> names) throws IOException {
        var bodies = names.stream().map(PacksTest::text).toList();
        var drafts = new Packer(segments, metadata)
                .store(
                        SCOPE,
                        bucket.id(),
                        bodies,
                        (plan, packed) -> metadata.packs().record(bucket.id(), plan, packed));
        for (int i = 0; i < names.size(); i++) {
            show(names.get(i), drafts.get(i));
        }
    }

    private void putTogether(List<String> names) throws Exception {
        var packer = new Packer(segments, metadata);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (var name : names) {
                Callable<Boolean> put = () -> {
                    show(name, packer.store(SCOPE, bucket.id(), text(name)));
                    return true;
                };
                running.add(threads.submit(put));
            }
            for (var each : running) {
                each.get();
            }
        }
    }

    private void show(String name, StoredBody body) {
        var object = new NewObject(
                new ObjectKey(name),
                "v",
                body,
                "etag",
                ObjectHeaders.none(),
                CHECKSUM,
                ObjectLock.NONE,
                Ownership.privateTo(new TenantId("owner")),
                Tags.none(),
                NOW);
        metadata.objects().put(bucket.id(), object, new WriteCondition.Always());
    }

    private void delete(String name) {
        var request = new Objects.DeleteRequest(
                new ObjectKey(name), Optional.empty(), "marker", DeleteCondition.ALWAYS, false);
        metadata.objects().delete(bucket.id(), List.of(request), NOW);
    }

    private byte[] content(String name) throws IOException {
        var object = metadata.objects().latest(bucket.id(), new ObjectKey(name)).orElseThrow();
        var slice = metadata.bodies().slice(object.body(), 0, object.size());
        return read(SCOPE, slice.pieces(), 0, object.size());
    }

    private static List<String> names(int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add("object " + i);
        }
        return names;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
