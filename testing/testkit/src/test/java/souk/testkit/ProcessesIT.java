package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;
import souk.core.json.JsonObject;

/// A small market in which each provider is a process, and in which the gateway dies in the middle of what it does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ProcessesIT {
    private static final int PROVIDERS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// Heap, metaspace, code, buffers and stacks of a provider that has a process of its own.
    private static final long MOST_MEMORY = 384L << 20;

    /// Also of uploads under way; segments within a pack have no manifest.
    private static final String SHOWN = "SELECT json_extract(manifest, '$.id') FROM"
            + " (SELECT manifest FROM segment UNION SELECT manifest FROM plan) WHERE json_valid(manifest)";

    private static final String PAID_FOR = "SELECT DISTINCT '0x' || lower(hex(segment)) FROM shard";
    private static final String LEFT_BY_A_CRASH = "SELECT id FROM body WHERE state = 0 OR state = 2 AND due = 0";

    private static final String BUCKET = "torn";
    private static final byte[] BIG = random(40 << 20, 1);
    private static final byte[] PART = random(12 << 20, 2);
    private static final byte[] LAST = random(100_000, 3);

    private final Market market;
    private final S3Client patient;
    private final S3Client impatient;

    ProcessesIT() throws IOException {
        market = Market.start(
                Files.createTempDirectory("souk-processes").resolve("home"),
                2,
                "--providers",
                Integer.toString(PROVIDERS),
                "--processes");
        patient = market.s3("owner");
        impatient = market.impatient("owner");
        patient.createBucket(it -> it.bucket(BUCKET));
    }

    @AfterAll
    void stop() {
        patient.close();
        impatient.close();
        market.close();
    }

    @Test
    @Order(1)
    void givesEachProviderAProcessOfBoundedMemory() throws IOException {
        var processes = Stream.concat(Stream.of("shared"), providers())
                .map(market::process)
                .toList();

        assertThat(processes).doesNotHaveDuplicates().hasSize(PROVIDERS + 1).allMatch(ProcessHandle::isAlive);
        for (var process : processes) {
            assertThat(residentBytes(process)).isLessThan(MOST_MEMORY);
        }
    }

    @Test
    @Order(2)
    void storesAndComputes() {
        put("acknowledged", BIG);
        patient.createBucket(it -> it.bucket("texts"));
        patient.createBucket(it -> it.bucket("results"));
        patient.putObject(it -> it.bucket("texts").key("a.txt"), RequestBody.fromString("to be or not to be"));

        var run = market.require(
                "run", market.root().resolve("examples/wordcount/compose.yaml").toString(), "--wait");

        assertThat(run.text()).contains("6 words, 4 distinct");
        assertThat(get("acknowledged")).isEqualTo(BIG);
    }

    @Test
    @Order(3)
    void startsAProviderThatWasKilledAndNoOther() {
        var others = providers().skip(1).map(market::process).toList();
        var killed = market.process("p01");

        market.kill("p01");

        assertThat(get("acknowledged")).isEqualTo(BIG);
        Market.await(PATIENCE, () -> !market.process("p01").equals(killed));
        market.awaitHealthy();
        assertThat(providers().skip(1).map(market::process)).isEqualTo(others);
    }

    @Test
    @Order(4)
    void showsNothingOfAPutThatTheGatewayDidNotSurvive() {
        assertThatThrownBy(() -> impatient.putObject(
                        it -> it.bucket(BUCKET).key("put"), RequestBody.fromInputStream(deadly(BIG), BIG.length)))
                .isInstanceOf(SdkClientException.class);
        market.awaitHealthy();

        assertThatThrownBy(() -> get("put")).isInstanceOf(NoSuchKeyException.class);
        assertThat(keys()).containsExactly("acknowledged");
        assertThat(get("acknowledged")).isEqualTo(BIG);

        put("put", BIG);
        assertThat(get("put")).isEqualTo(BIG);
    }

    @Test
    @Order(5)
    void keepsTheAcknowledgedPartsOfAnUploadAndNoOther() {
        var upload = patient.createMultipartUpload(it -> it.bucket(BUCKET).key("parts"))
                .uploadId();
        var first = part("parts", upload, 1, PART);

        assertThatThrownBy(() -> impatient.uploadPart(
                        it -> it.bucket(BUCKET).key("parts").uploadId(upload).partNumber(2),
                        RequestBody.fromInputStream(deadly(BIG), BIG.length)))
                .isInstanceOf(SdkClientException.class);
        market.awaitHealthy();

        assertThat(patient.listParts(it -> it.bucket(BUCKET).key("parts").uploadId(upload))
                        .parts())
                .extracting(Part::partNumber)
                .containsExactly(1);
        assertThat(keys()).doesNotContain("parts");
        var second = part("parts", upload, 2, BIG);
        complete(patient, "parts", upload, List.of(first, second));
        assertThat(get("parts")).isEqualTo(joined(PART, BIG));
    }

    @Test
    @Order(6)
    void completesAnUploadOnceOrNotAtAll() throws Exception {
        for (int round = 0; round < 4; round++) {
            var key = "complete-" + round;
            var upload = patient.createMultipartUpload(it -> it.bucket(BUCKET).key(key))
                    .uploadId();
            var parts = List.of(part(key, upload, 1, PART), part(key, upload, 2, LAST));

            boolean acknowledged = killedWhileCompleting(key, upload, parts, round);
            market.awaitHealthy();

            if (acknowledged) {
                assertThat(keys()).contains(key);
            }
            if (!keys().contains(key)) {
                assertThat(uploads()).containsExactly(upload);
                complete(patient, key, upload, parts);
            }
            assertThat(get(key)).isEqualTo(joined(PART, LAST));
            assertThat(uploads()).isEmpty();
        }
    }

    @Test
    @Order(7)
    void paysForWhatIsKeptAndOnlyOnce() {
        // Shards that a killed gateway left to nobody would stay under the roots and be paid for until the lease ends.
        Market.await(PATIENCE, () -> segments("gateway.db", SHOWN).containsAll(segments("market.db", PAID_FOR)));
        Market.await(PATIENCE, () -> segments("gateway.db", LEFT_BY_A_CRASH).isEmpty());
        for (var lease : leases().toList()) {
            var shown =
                    market.require("lease", "show", lease.text("id"), "--json").json();
            assertThat(lease.amount("paid")).isLessThanOrEqualTo(lease.amount("vouched"));
            assertThat(lease.amount("vouched")).isLessThanOrEqualTo(lease.amount("deposit"));
            assertThat(shown.array("history").objects().map(it -> it.text("transaction") + it.text("event")))
                    .doesNotHaveDuplicates();
            assertThat(shown.array("history")
                            .objects()
                            .filter(it -> it.text("event").equals("LeaseOpened")))
                    .hasSize(1);
        }
        assertThat(storageLeases().map(it -> it.text("provider"))).doesNotHaveDuplicates();
    }

    @Test
    @Order(8)
    void resumes() {
        put("before", PART);

        market.require("down");
        assertThat(market.souk("status").exitCode()).isNotZero();
        market.require("up", "--detach");

        assertThat(get("before")).isEqualTo(PART);
        givenEachIsReady();
    }

    private void givenEachIsReady() {
        assertThat(market.require("status", "--json").json().array("parts").objects())
                .filteredOn(part -> !part.text("name").equals("repair"))
                .hasSize(PROVIDERS + 5)
                .allMatch(part -> part.text("status").equals("ready"));
    }

    /// The bytes, in whose middle the gateway is killed, once it has passed on to providers what it got until then.
    private InputStream deadly(byte[] bytes) {
        long before = shardBytes();
        var kill = new InputStream() {
            @Override
            public int read() {
                Market.await(PATIENCE, () -> shardBytes() > before);
                market.kill("gateway");
                return -1;
            }
        };
        int half = bytes.length / 2;
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(bytes, 0, half), kill, new ByteArrayInputStream(bytes, half, half))));
    }

    private boolean killedWhileCompleting(String key, String upload, List<CompletedPart> parts, int round)
            throws InterruptedException {
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> completing = thread.submit(() -> complete(impatient, key, upload, parts));
            // A little later each time, so that it dies before, in and after the transaction.
            Thread.sleep(5L * round);
            market.kill("gateway");
            completing.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private void complete(S3Client client, String key, String upload, List<CompletedPart> parts) {
        client.completeMultipartUpload(
                it -> it.bucket(BUCKET).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
    }

    private CompletedPart part(String key, String upload, int number, byte[] bytes) {
        var stored = patient.uploadPart(
                it -> it.bucket(BUCKET).key(key).uploadId(upload).partNumber(number), RequestBody.fromBytes(bytes));
        return CompletedPart.builder().partNumber(number).eTag(stored.eTag()).build();
    }

    private void put(String key, byte[] bytes) {
        patient.putObject(it -> it.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private byte[] get(String key) {
        return patient.getObjectAsBytes(it -> it.bucket(BUCKET).key(key)).asByteArray();
    }

    private List<String> keys() {
        return patient.listObjectsV2(it -> it.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private List<String> uploads() {
        return patient.listMultipartUploads(it -> it.bucket(BUCKET)).uploads().stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }

    private Stream<JsonObject> leases() {
        return market.require("lease", "list", "--json").json().array("leases").objects();
    }

    private Stream<JsonObject> storageLeases() {
        return leases().filter(lease -> lease.text("class").equals("storage"));
    }

    private Set<String> segments(String database, String query) {
        var file = "jdbc:sqlite:file:" + market.data().resolve("gateway").resolve(database) + "?mode=ro";
        try (var connection = DriverManager.getConnection(file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new HashSet<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> providers() {
        return IntStream.rangeClosed(1, PROVIDERS).mapToObj("p%02d"::formatted);
    }

    private long shardBytes() {
        return providers()
                .mapToLong(name ->
                        size(market.data().resolve("nodes").resolve(name).resolve("shards")))
                .sum();
    }

    private static long size(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(it -> it.toString().endsWith(".log"))
                    .mapToLong(it -> it.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long residentBytes(ProcessHandle process) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] joined(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] random(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
