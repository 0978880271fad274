package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import souk.core.json.JsonObject;
import souk.sdk.slo.OpenSlo;

/// One market of 24 providers, used, hurt and restarted. The tests share it, since it stands for a machine that
/// runs on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MarketIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final byte[] BIG = random(24 << 20, 7);

    private final Path folder;
    private final Market market;
    private final S3Client owner;

    MarketIT() throws IOException {
        folder = Files.createTempDirectory("souk-market");
        market = Market.start(folder.resolve("home"), 0, "--delegate-repair");
        owner = market.s3("owner");
        owner.createBucket(it -> it.bucket("books"));
        put("big", BIG);
    }

    @AfterAll
    void stop() {
        owner.close();
        market.close();
    }

    @Test
    @Order(1)
    void keepsObjectsOfEverySize() {
        for (int size : new int[] {0, 1, 4_096, (5 << 20) + 1}) {
            var bytes = random(size, size);
            put("size-" + size, bytes);
            assertThat(get("size-" + size)).isEqualTo(bytes);
        }
        assertThat(get("big")).isEqualTo(BIG);
    }

    @Test
    @Order(2)
    void showsNobodyElsesBuckets() {
        for (var account : List.of("second", "tenant")) {
            try (var other = market.s3(account)) {
                assertThat(other.listBuckets().buckets()).isEmpty();
                assertThatThrownBy(() ->
                                other.getObjectAsBytes(it -> it.bucket("books").key("big")))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
        }
    }

    @Test
    @Order(3)
    void servesTheClientsThatPeopleUse() throws IOException {
        var file = folder.resolve("note.txt");
        Files.write(file, random(300_000, 3));
        succeeds("aws", "s3", "mb", "s3://aws-cli");
        succeeds("aws", "s3", "cp", file.toString(), "s3://aws-cli/note.txt");
        assertThat(succeeds("aws", "s3", "ls", "s3://aws-cli")).contains("300000 note.txt");
        succeeds("aws", "s3", "rm", "s3://aws-cli/note.txt");

        var variables = market.require("env", "--json").json();
        var remote = ":s3,provider=Other,env_auth=true,force_path_style=true,endpoint='%s':rclone"
                .formatted(variables.text("AWS_ENDPOINT_URL"));
        succeeds("rclone", "mkdir", remote);
        succeeds("rclone", "copy", file.toString(), remote);
        succeeds("rclone", "check", folder.toString(), remote, "--include", "note.txt");

        var host = variables.text("AWS_ENDPOINT_URL").replace("http://", "");
        var s3cmd = new String[] {
            "s3cmd",
            "--no-ssl",
            "--host=" + host,
            "--host-bucket=" + host,
            "--access_key=" + variables.text("AWS_ACCESS_KEY_ID"),
            "--secret_key=" + variables.text("AWS_SECRET_ACCESS_KEY")
        };
        succeeds(with(s3cmd, "mb", "s3://s3cmd"));
        succeeds(with(s3cmd, "put", file.toString(), "s3://s3cmd/note.txt"));
        var copy = folder.resolve("copy.txt");
        succeeds(with(s3cmd, "get", "s3://s3cmd/note.txt", copy.toString()));
        assertThat(copy).hasSameBinaryContentAs(file);
    }

    @Test
    @Order(4)
    void refusesWrongKeysAndSaysSo() {
        var wrong = market.client("env", "AWS_SECRET_ACCESS_KEY=wrong", "aws", "s3", "ls");
        assertThat(wrong.exitCode()).isNotZero();
        assertThat(wrong.text()).contains("SignatureDoesNotMatch");
        assertThat(market.client("aws", "s3", "ls", "s3://nowhere-at-all").text())
                .contains("NoSuchBucket");
    }

    @Test
    @Order(5)
    void runsAJobOnAProvider() throws IOException {
        owner.createBucket(it -> it.bucket("texts"));
        owner.createBucket(it -> it.bucket("results"));
        owner.putObject(it -> it.bucket("texts").key("a.txt"), RequestBody.fromString("to be or not to be"));
        var slo = folder.resolve("slo.yaml");
        Files.writeString(slo, OpenSlo.storageText());

        var run = market.require(
                "run",
                market.root().resolve("examples/wordcount/compose.yaml").toString(),
                "--slo",
                slo.toString(),
                "--wait");

        assertThat(run.text()).contains("6 words, 4 distinct");
        var result = owner.getObjectAsBytes(it -> it.bucket("results").key("result.txt"))
                .asUtf8String();
        assertThat(result).isEqualTo("2 be\n2 to\n1 not\n1 or\n");
        var job = market.require("ps", "--json")
                .json()
                .array("workloads")
                .objects()
                .findFirst()
                .orElseThrow();
        assertThat(job.text("state")).isEqualToIgnoringCase("succeeded");
        var lease = market.require("lease", "show", job.text("lease"), "--json").json();
        assertThat(lease.array("history").objects().map(it -> it.text("event")))
                .containsExactly("LeaseOpened", "LeaseActivated", "LeaseClosed");
        assertThat(lease.array("history").objects())
                .allMatch(it -> it.text("transaction").startsWith("0x"));
        var invoice =
                market.require("cost", "--lease", job.text("lease"), "--json").json();
        assertThat(new BigDecimal(invoice.text("charged")).movePointRight(6)).isEqualByComparingTo(lease.text("paid"));
        assertThat(invoice.object("terms").flag("orderOnLedger")).isTrue();
        assertThat(market.require("cost", "--format", "focus").text()).contains("BilledCost,", job.text("lease"));
        var promised =
                market.require("lease", "slo", job.text("lease"), "--json").json();
        assertThat(promised.text("name")).isEqualTo("storage-standard");
        assertThat(promised.array("objectives").objects().map(it -> it.text("indicator")))
                .containsExactly("availability", "latency", "durability");
        Files.writeString(slo, "apiVersion: openslo/v1\nkind: Service\n");
        assertThat(market.souk("slo", "check", slo.toString()).text()).contains("line 2, column 7");

        var bad = folder.resolve("bad.yaml");
        Files.writeString(bad, "services:\n  web:\n    image: nginx\n");
        var refused = market.souk("run", bad.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.text()).contains("line 3, column 5");
    }

    @Test
    @Order(6)
    void readsWithFiveProvidersStoppedAndRecordsWithAThird() {
        var cid = awaitRecord();
        stopped(5, () -> assertThat(get("big")).isEqualTo(BIG));
        stopped(8, () -> assertThat(market.require("record", "get", cid).text()).contains("\"kind\""));
    }

    @Test
    @Order(7)
    void findsAndPunishesLostData() throws IOException {
        var stake = stake("p07");
        corrupt(market.data().resolve("nodes/p07/shards"));

        Market.await(
                PATIENCE,
                () -> failures().stream().anyMatch(it -> it.text("provider").equals("p07")));
        var failure = failures().stream()
                .filter(it -> it.text("provider").equals("p07"))
                .findFirst()
                .orElseThrow();
        var shown =
                market.require("audit", "show", failure.text("id"), "--json").json();
        var challenge = shown.object("record").object("challenge");
        assertThat(challenge.object("inventory").object("root").text("root")).startsWith("0x");
        assertThat(challenge.object("inventory").text("payer")).hasSize(132);
        assertThat(challenge.object("inventory").text("provider")).hasSize(132);
        Market.await(PATIENCE, () -> stake("p07").compareTo(stake) < 0);
        assertThat(failures()).allMatch(it -> it.text("provider").equals("p07"));
        assertThat(settlements(failure.text("lease"))).contains("ChallengeOpened", "ChallengeFailed");
        assertThat(get("big")).isEqualTo(BIG);
    }

    @Test
    @Order(8)
    void showsThatAnotherProviderRestoredWhatWasLost() {
        Market.await(PATIENCE, () -> health().integer("degraded") == 0 && byOthers(health()) > 0);

        var shown = health();
        assertThat(shown.integer("shards")).isGreaterThanOrEqualTo(shown.integer("shardsWanted"));
        var status = market.require("status", "--json").json().array("parts").objects();
        assertThat(status.filter(part -> part.text("name").equals("repair")))
                .singleElement()
                .satisfies(part -> assertThat(part.text("detail")).containsPattern("[1-9][0-9]* by providers"));
    }

    @Test
    @Order(9)
    void recoversFromADrill() {
        var drill = market.require("bucket", "drill", "books", "--seed", "1", "--json")
                .json();

        assertThat(drill.flag("readable")).isTrue();
        assertThat(drill.flag("whole")).isTrue();
        assertThat(drill.array("stopped").texts()).hasSize(10);
        assertThat(get("big")).isEqualTo(BIG);
    }

    @Test
    @Order(10)
    void survivesTheDeathOfEachProcess() {
        for (var process : List.of("nodes", "gateway", "chain")) {
            market.kill(process);
            market.awaitHealthy();
            Market.await(PATIENCE, () -> reads("big"));
            assertThat(get("big")).isEqualTo(BIG);
        }
        put("after", BIG);
        assertThat(get("after")).isEqualTo(BIG);
        assertThat(market.require("lease", "list", "--json")
                        .json()
                        .array("leases")
                        .objects())
                .allMatch(it -> it.amount("paid").compareTo(it.amount("deposit")) <= 0);
        market.require(
                "run", market.root().resolve("examples/wordcount/compose.yaml").toString(), "--wait");
    }

    @Test
    @Order(11)
    void resumesWithEverything() {
        var leases = leaseIds();
        var again = market.require("up");
        assertThat(again.text()).contains("running already");

        market.require("down");
        assertThat(market.souk("status").exitCode()).isNotZero();
        market.require("up", "--detach");

        assertThat(get("big")).isEqualTo(BIG);
        assertThat(leaseIds()).isEqualTo(leases);
    }

    private void put(String key, byte[] bytes) {
        owner.putObject(it -> it.bucket("books").key(key), RequestBody.fromBytes(bytes));
    }

    private byte[] get(String key) {
        return owner.getObjectAsBytes(it -> it.bucket("books").key(key)).asByteArray();
    }

    private boolean reads(String key) {
        try {
            return get(key).length > 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private String succeeds(String... command) {
        var outcome = market.client(command);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return outcome.text();
    }

    private void stopped(int count, Runnable meanwhile) {
        var names = IntStream.rangeClosed(1, count).mapToObj("p%02d"::formatted).toList();
        names.forEach(name -> market.require("provider", "stop", name));
        meanwhile.run();
        names.forEach(name -> market.require("provider", "start", name));
    }

    private String awaitRecord() {
        Market.await(PATIENCE, () -> records().findAny().isPresent());
        return records().findAny().orElseThrow();
    }

    private java.util.stream.Stream<String> records() {
        return market.require("record", "list", "--json")
                .json()
                .array("records")
                .objects()
                .map(it -> it.text("cid"));
    }

    private List<JsonObject> failures() {
        return market.require("audit", "list", "--failed", "--json")
                .json()
                .array("audits")
                .objects()
                .toList();
    }

    private List<String> settlements(String lease) {
        return market.require("lease", "show", lease, "--json")
                .json()
                .array("history")
                .objects()
                .map(it -> it.text("event"))
                .toList();
    }

    private JsonObject health() {
        return market.require("bucket", "health", "books", "--json").json();
    }

    private static long byOthers(JsonObject health) {
        return health.object("repair").integer("repairedByOthers");
    }

    private BigInteger stake(String provider) {
        return market.require("provider", "list", "--json")
                .json()
                .array("providers")
                .objects()
                .filter(it -> it.text("name").equals(provider))
                .map(it -> it.amount("stake"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> leaseIds() {
        return market.require("lease", "list", "--json")
                .json()
                .array("leases")
                .objects()
                .map(it -> it.text("id"))
                .sorted()
                .toList();
    }

    /// Flips a byte every few kilobytes, so that each shard is hit, behind the headers of the log.
    private static void corrupt(Path shards) throws IOException {
        try (var logs = Files.list(shards)) {
            for (var log : logs.filter(it -> it.toString().endsWith(".log")).toList()) {
                try (var file = new RandomAccessFile(log.toFile(), "rw")) {
                    for (long at = 5_000; at < file.length(); at += 20_000) {
                        file.seek(at);
                        int old = file.read();
                        file.seek(at);
                        file.write(old ^ 0xff);
                    }
                }
            }
        }
    }

    private static String[] with(String[] base, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(base), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static byte[] random(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
