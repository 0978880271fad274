package souk.gateway.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;
import souk.gateway.recovery.RecoveryBook;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.Checksum;
import souk.gateway.store.NewObject;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectLock;
import souk.gateway.store.Ownership;
import souk.gateway.store.Piece;
import souk.gateway.store.PutResult;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.StoredBody;
import souk.gateway.store.Tags;
import souk.gateway.store.TenantId;
import souk.gateway.store.WriteCondition;
import souk.sql.InMemorySharedLog;

/// Two gateways' databases on one log, in one process.
final class DatabasesTest {
    private static final TenantId TENANT = new TenantId("owner");
    private static final Checksum SUM = new Checksum(Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");
    private static final List<String> MARKET = List.of("CREATE TABLE lease(id TEXT PRIMARY KEY)");

    @TempDir
    private Path folder = Path.of("");

    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private final InMemorySharedLog log = new InMemorySharedLog(() -> now);
    private final List<Databases> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Databases::close);
    }

    @Test
    void oneWritesAndTheOtherReads() {
        var one = open("one");
        var two = open("two");
        var bucket = bucket(one);

        put(one, bucket, "k", "v1", inline(), new WriteCondition.Always());
        two.metadata().refresh();

        assertThat(two.metadata().objects().latest(bucket.id(), new ObjectKey("k")))
                .isPresent();
    }

    @Test
    void oneOfTwoConditionalWritesWins() {
        var one = open("one");
        var two = open("two");
        var bucket = bucket(one);

        var first = put(one, bucket, "k", "v1", inline(), new WriteCondition.IfAbsent());
        var second = put(two, bucket, "k", "v2", inline(), new WriteCondition.IfAbsent());

        assertThat(first).isInstanceOf(PutResult.Stored.class);
        assertThat(second).isInstanceOf(PutResult.ConditionFailed.class);
    }

    @Test
    void uploadsOfLivingGatewaysAreLeftAloneAndThoseOfGoneOnesEnd() {
        var one = open("one");
        var two = open("two");
        var bucket = bucket(one);
        var ofOne = one.metadata().bodies().plan(bucket.id(), StoredBody.empty(), "one");
        two.metadata().bodies().plan(bucket.id(), StoredBody.empty(), "two");

        one.keep();
        assertThat(one.metadata().bodies().garbage(now, 10)).isEmpty();

        pass(Keeper.PRESENCE);
        one.keeper().beat();
        one.keep();

        assertThat(one.metadata().bodies().garbage(now, 10))
                .flatExtracting(garbage -> garbage.manifests())
                .containsExactly("two");
        put(one, bucket, "k", "v", grown(ofOne), new WriteCondition.Always());
        assertThat(one.metadata().objects().latest(bucket.id(), new ObjectKey("k")))
                .isPresent();
    }

    @Test
    void anUploadThatWasGivenUpCannotBeShownAnyMore() {
        var one = open("one");
        var two = open("two");
        var bucket = bucket(one);
        var late = two.metadata().bodies().plan(bucket.id(), StoredBody.empty(), "late");
        pass(Keeper.PRESENCE);
        one.keeper().beat();
        one.keep();

        assertThatThrownBy(() -> put(two, bucket, "k", "v", grown(late), new WriteCondition.Always()))
                .isInstanceOf(SoukException.class);

        assertThat(two.metadata().objects().latest(bucket.id(), new ObjectKey("k")))
                .isEmpty();
    }

    @Test
    void aBodyThatWasShownAfterAllIsNotDiscarded() {
        var one = open("one");
        var bucket = bucket(one);
        var draft = grown(one.metadata().bodies().plan(bucket.id(), StoredBody.empty(), "kept"));
        put(one, bucket, "k", "v", draft, new WriteCondition.Always());

        one.metadata().bodies().discard(bucket.id(), draft);

        assertThat(one.metadata().bodies().garbage(now, 10)).isEmpty();
    }

    @Test
    void oneIsTheKeeperUntilItStopsOrIsNotHeardOf() {
        var one = open("one");
        var two = open("two");

        assertThat(one.keeper().mine()).isTrue();
        assertThat(two.keeper().mine()).isFalse();
        assertThatThrownBy(two.keeper()::require).isInstanceOf(SoukException.class);

        pass(Keeper.COUNTED.plusSeconds(1));
        two.keeper().beat();
        assertThat(one.keeper().mine()).isFalse();
        assertThat(two.keeper().mine()).isFalse();

        pass(Keeper.TENURE);
        two.keeper().beat();
        one.keeper().beat();
        assertThat(two.keeper().mine()).isTrue();
        assertThat(one.keeper().mine()).isFalse();

        two.keeper().close();
        pass(Duration.ofMillis(1));
        one.keeper().beat();
        assertThat(one.keeper().mine()).isTrue();
    }

    @Test
    void theGatewayThatWasAloneBringsItsBucketsAlong() {
        long id;
        try (var alone = Databases.alone(folder("one"), MARKET)) {
            id = bucket(alone).id();
        }
        var one = open("one");
        one.keep();

        var two = open("two");

        assertThat(two.metadata()
                        .buckets()
                        .find(new BucketName("the-bucket"))
                        .orElseThrow()
                        .id())
                .isEqualTo(id);
    }

    @Test
    void whatWasRecoveredFillsAnEmptyLogAndIsNoPartOfTheOneBefore() {
        open("one").book().begin(new RecoveryBook.Tenure(1, Instant.EPOCH));
        bucket(open("one"));
        var recovered = new RecoveryBook.Tenure(2, Instant.parse("2026-11-25T11:00:00Z"));
        try (var alone = Databases.alone(folder("new"), MARKET)) {
            bucket(alone);
            alone.book().begin(recovered);
        }

        assertThatThrownBy(() -> open("new")).isInstanceOf(RuntimeException.class);

        var empty = new InMemorySharedLog(() -> now);
        open("new", empty).keep();
        var other = open("newer", empty);
        assertThat(other.book().tenure()).contains(recovered);
        assertThat(other.metadata().buckets().find(new BucketName("the-bucket")))
                .isPresent();
    }

    @Test
    void gatewaysThatBeginAtOnceHaveOneTenure() {
        var one = open("one");
        var two = open("two");

        one.book().begin(new RecoveryBook.Tenure(1, Instant.EPOCH));
        two.book().begin(new RecoveryBook.Tenure(1, Instant.EPOCH));

        one.refresh();
        assertThat(one.book().tenure()).isEqualTo(two.book().tenure()).isPresent();
    }

    private Databases open(String name) {
        return open(name, log);
    }

    private Databases open(String name, InMemorySharedLog log) {
        var databases =
                Databases.shared(folder(name), MARKET, log, new SecureRandom(), () -> now.toEpochMilli() * 1_000_000);
        opened.add(databases);
        return databases;
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration time) {
        now = now.plus(time).plusMillis(1);
    }

    private Bucket bucket(Databases databases) {
        return databases
                .metadata()
                .buckets()
                .create(new BucketName("the-bucket"), TENANT, "us-east-1", new byte[] {1}, now)
                .bucket();
    }

    private PutResult put(
            Databases databases, Bucket bucket, String key, String version, StoredBody body, WriteCondition condition) {
        var object = new NewObject(
                new ObjectKey(key),
                version,
                body,
                "etag",
                ObjectHeaders.none(),
                SUM,
                ObjectLock.NONE,
                Ownership.privateTo(TENANT),
                Tags.none(),
                now);
        return databases.metadata().objects().put(bucket.id(), object, condition);
    }

    private static StoredBody inline() {
        return new StoredBody(OptionalLong.empty(), List.of(new Piece.Inline(new byte[] {1}, 1)), 1);
    }

    private static StoredBody grown(StoredBody draft) {
        return new StoredBody(draft.id(), List.of(new Piece.Stored(new SegmentRef("segment", 10))), 10);
    }
}
