package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import souk.core.json.JsonObject;
import souk.sql.postgres.PostgresServer;

/// Two gateways and a PostgreSQL on one local market, and what is left when any of them is killed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SeveralGatewaysIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BUCKET = "shared";

    private final Path folder;
    private final PostgresServer postgres;
    private final URI database;
    private final Market market;
    private final S3Client first;
    private final S3Client second;

    SeveralGatewaysIT() throws IOException {
        folder = Files.createTempDirectory("souk-gateways");
        postgres = PostgresServer.start(folder);
        database = postgres.newDatabase();
        market = Market.start(
                folder.resolve("home"), 0, "--providers", "9", "--gateways", "2", "--metadata", database.toString());
        first = market.impatient("owner");
        second = market.impatientOfSecond("owner");
        first.createBucket(it -> it.bucket(BUCKET));
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        market.close();
        postgres.close();
    }

    @Test
    @Order(1)
    void whatOneGatewayTookTheOtherShowsAtOnce() {
        var sizes = new int[] {0, 100, 50_000, 3 << 20};
        for (var i = 0; i < 12; i++) {
            var bytes = random(sizes[i % sizes.length], i);
            var writer = i % 2 == 0 ? first : second;
            var reader = i % 2 == 0 ? second : first;

            put(writer, "object-" + i, bytes);

            assertThat(get(reader, "object-" + i)).isEqualTo(bytes);
            assertThat(keys(reader)).contains("object-" + i).isEqualTo(keys(writer));
        }
        first.deleteObject(it -> it.bucket(BUCKET).key("object-1"));
        assertThat(keys(second)).doesNotContain("object-1");
    }

    @Test
    @Order(2)
    void oneOfManyConditionalWritesWins() throws Exception {
        for (var round = 0; round < 5; round++) {
            var key = "only-" + round;
            List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> create(i % 2 == 0 ? first : second, key, "writer " + i))
                    .toList();
            int won = 0;
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var outcome : executor.invokeAll(attempts)) {
                    won += outcome.get() ? 1 : 0;
                }
            }

            assertThat(won).isEqualTo(1);
            assertThat(get(first, key)).isEqualTo(get(second, key));
        }
    }

    @Test
    @Order(3)
    void anUploadInPartsMayGoThroughBoth() {
        var upload = first.createMultipartUpload(it -> it.bucket(BUCKET).key("parts"))
                .uploadId();
        var one = random(5 << 20, 1);
        var two = random(1_000, 2);
        var tags = List.of(part(first, upload, 1, one), part(second, upload, 2, two));

        second.completeMultipartUpload(it -> it.bucket(BUCKET)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(IntStream.range(0, 2)
                        .mapToObj(i -> CompletedPart.builder()
                                .partNumber(i + 1)
                                .eTag(tags.get(i))
                                .build())
                        .toList())));

        assertThat(get(first, "parts")).hasSize(one.length + two.length).startsWith(one);
    }

    @Test
    @Order(4)
    void aGatewayThatIsKilledLeavesTheOtherServingAndKeeping() {
        var keeper = keeper().orElseThrow();
        var survivor = keeper.equals("gateway") ? second : first;
        market.kill(keeper);

        put(survivor, "while-one-is-gone", random(2 << 20, 9));

        Market.await(PATIENCE, () -> keeper().isPresent());
        market.awaitHealthy();
        assertThat(get(first, "while-one-is-gone")).isEqualTo(get(second, "while-one-is-gone"));
        put(first, "after", random(70_000, 1));
        assertThat(get(second, "after")).hasSize(70_000);
    }

    @Test
    @Order(5)
    void aPostgresThatIsKilledStopsWritesForAsLongAsItIsGone() {
        var before = keys(first);
        postgres.kill();

        assertThat(refused(first)).isTrue();
        assertThat(refused(second)).isTrue();

        postgres.restart();
        Market.await(PATIENCE, () -> written(first, "again-1") && written(second, "again-2"));
        assertThat(keys(first)).containsAll(before).isEqualTo(keys(second));
        assertThat(get(second, "again-1")).isEqualTo(get(first, "again-1"));
    }

    @Test
    @Order(6)
    void theMarketComesBackWithBothAfterAStop() {
        var before = keys(first);
        market.require("down");

        market.require("up", "--detach");

        assertThat(keys(first)).isEqualTo(before).isEqualTo(keys(second));
        assertThat(get(second, "parts")).isEqualTo(get(first, "parts"));
        Market.await(PATIENCE, () -> keeper().isPresent());
    }

    @Test
    @Order(7)
    void theNamespaceComesBackFromTheRootKeyOnAnEmptyPostgresAndTheGatewaysBeforeEnd() throws IOException {
        Market.await(
                PATIENCE,
                () -> keeperPart()
                        .filter(part -> part.text("detail").contains("s old, log"))
                        .isPresent());
        var other = keeper().orElseThrow().equals("gateway") ? second : first;
        other.putObject(
                it -> it.bucket(BUCKET)
                        .key("last")
                        .overrideConfiguration(to -> to.putHeader("x-souk-durability", "full")),
                RequestBody.fromBytes(random(200_000, 5)));
        var before = everything(first);
        assertThat(recover(database).text()).contains("holds the log of other gateways");

        var outcome = recover(postgres.newDatabase());

        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(written(first, "late")).isFalse();
        assertThat(written(second, "late")).isFalse();
        market.require("gateway", "stop");
        for (var name : List.of("gateway", "gateway-2")) {
            Files.move(market.data().resolve(name), folder.resolve("old-" + name));
        }
        Files.move(folder.resolve("elsewhere/gateway"), market.data().resolve("gateway"));
        market.require("gateway", "start");
        assertThat(everything(first)).isEqualTo(before);
        assertThat(everything(second)).isEqualTo(before);
        put(second, "again", random(60_000, 6));
        assertThat(get(first, "again")).hasSize(60_000);
    }

    private Market.Outcome recover(URI into) throws IOException {
        var key = folder.resolve("root-key");
        Files.writeString(
                key,
                market.require("root-key", "show").text().lines().findFirst().orElseThrow());
        return market.souk(
                "recover",
                "--root-key",
                key.toString(),
                "--data",
                folder.resolve("elsewhere").toString(),
                "--market",
                market.data().toString(),
                "--metadata",
                into.toString());
    }

    private static Map<String, Integer> everything(S3Client client) {
        return keys(client).stream().collect(Collectors.toMap(key -> key, key -> Arrays.hashCode(get(client, key))));
    }

    private Optional<String> keeper() {
        return keeperPart().map(part -> part.text("name"));
    }

    private Optional<JsonObject> keeperPart() {
        return market.souk("status", "--json")
                .json()
                .array("parts")
                .objects()
                .filter(part -> part.text("name").startsWith("gateway"))
                .filter(part -> part.text("detail").contains(", keeper"))
                .findFirst();
    }

    private static boolean create(S3Client client, String key, String body) {
        try {
            client.putObject(it -> it.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString(body));
            return true;
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isIn(409, 412);
            return false;
        }
    }

    private static boolean refused(S3Client client) {
        try {
            put(client, "refused", new byte[10]);
            return false;
        } catch (S3Exception e) {
            return e.statusCode() == 503;
        }
    }

    private static boolean written(S3Client client, String key) {
        try {
            put(client, key, random(60_000, 4));
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    private static String part(S3Client client, String upload, int number, byte[] bytes) {
        return client.uploadPart(
                        it -> it.bucket(BUCKET).key("parts").uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(bytes))
                .eTag();
    }

    private static void put(S3Client client, String key, byte[] bytes) {
        client.putObject(it -> it.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private static byte[] get(S3Client client, String key) {
        return client.getObjectAsBytes(it -> it.bucket(BUCKET).key(key)).asByteArray();
    }

    private static List<String> keys(S3Client client) {
        return client.listObjectsV2(it -> it.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static byte[] random(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
