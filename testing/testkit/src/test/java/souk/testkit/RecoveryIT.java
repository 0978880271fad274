package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/// The gateway's folder is lost, twice, and comes back from its root key with every bucket; the machine
/// before is kept out.
final class RecoveryIT {
    private static final List<String> ACCOUNTS = List.of("owner", "second", "tenant");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// A third of the custodians.
    private static final List<String> AWAY = List.of("p02", "p05", "p08", "p11");

    /// 00 01 02 …: whole, and the key of nobody.
    private static final String NOBODY =
            "souk1-qqqs-yqcy-q5rq-wzqf-pg9s-crgw-pugp-zysn-zs23-v9cc-rydp-k8qa-rc0s-hztf-wh";

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (var process : processes) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyBucketComesBackFromTheRootKeyAlone() throws IOException {
        try (var market = Market.start(folder.resolve("home"), 4, "--providers", "12")) {
            var key = folder.resolve("root-key");
            Files.writeString(
                    key,
                    market.require("root-key", "show")
                            .text()
                            .lines()
                            .findFirst()
                            .orElseThrow());
            ACCOUNTS.forEach(account -> fill(market, account, "before"));
            assertThat(market.require("snapshot", "--json").json().integer("number"))
                    .isPositive();
            ACCOUNTS.forEach(account -> fill(market, account, "after"));
            lastWrite(market);
            var before = everything(market);

            market.require("gateway", "stop");
            delete(market.data().resolve("gateway"));
            Files.delete(market.data().resolve("credentials.json"));
            AWAY.forEach(name -> market.require("provider", "stop", name));
            refusesWrongKeys(market, key);
            market.require("recover", "--root-key", key.toString(), "--old-gateway-is-gone");
            assertThat(market.souk("recover", "--root-key", key.toString()).text())
                    .contains("is not empty");
            market.require("gateway", "start");
            market.require("status").text();
            assertThat(everything(market)).isEqualTo(before);

            AWAY.forEach(name -> market.require("provider", "start", name));
            ACCOUNTS.forEach(account -> fill(market, account, "again"));
            lastWrite(market);
            goesOnPaying(market);
            onAnotherMachine(market, key, everything(market));
        }
    }

    private void refusesWrongKeys(Market market, Path key) throws IOException {
        var text = Files.readString(key);
        var wrong = folder.resolve("wrong-key");
        Files.writeString(wrong, text.substring(0, 20) + (text.charAt(20) == 'q' ? 'p' : 'q') + text.substring(21));
        assertThat(market.souk("recover", "--root-key", wrong.toString()).exitCode())
                .isEqualTo(2);
        var other = market.souk("recover", "--root-key", NOBODY);
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.text()).contains("no snapshot under this root key");
    }

    /// What was earned grows, and what was handed over with it.
    private static void goesOnPaying(Market market) {
        var vouched = vouched(market);
        Market.await(PATIENCE, () -> vouched(market).compareTo(vouched) > 0);
        assertThat(leases(market)).allMatch(it -> it.amount("paid").compareTo(it.amount("deposit")) <= 0);
    }

    private static BigInteger vouched(Market market) {
        return leases(market).stream().map(it -> it.amount("vouched")).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static List<souk.core.json.JsonObject> leases(Market market) {
        return market.require("lease", "list", "--json")
                .json()
                .array("leases")
                .objects()
                .toList();
    }

    /// The same once more, into an empty folder; then the machine before wakes up.
    private void onAnotherMachine(Market market, Path key, Map<String, String> before) throws IOException {
        market.require("gateway", "stop");
        var elsewhere = folder.resolve("elsewhere");
        market.require(
                "recover",
                "--root-key",
                key.toString(),
                "--data",
                elsewhere.toString(),
                "--market",
                market.data().toString(),
                "--old-gateway-is-gone");
        processes.add(market.begin("gateway", "--data", elsewhere.toString()));
        Market.await(PATIENCE, () -> hasGateway(market));
        assertThat(everything(market)).isEqualTo(before);
        ACCOUNTS.forEach(account -> fill(market, account, "elsewhere"));

        var zombie = market.souk("gateway", "--data", market.data().toString());
        assertThat(zombie.exitCode()).isEqualTo(4);
        assertThat(zombie.text()).contains("another machine recovered this gateway");
    }

    /// The market's own gateway is stopped as asked; this one answers at its ports.
    private static boolean hasGateway(Market market) {
        return market.souk("status", "--json")
                .json()
                .array("parts")
                .objects()
                .anyMatch(it ->
                        it.text("name").equals("gateway") && it.text("status").equals("ready"));
    }

    // ---- what is stored

    private static void fill(Market market, String account, String prefix) {
        try (var s3 = market.s3(account)) {
            var bucket = "of-" + account;
            if (prefix.equals("before")) {
                s3.createBucket(it -> it.bucket(bucket));
                s3.putBucketVersioning(it ->
                        it.bucket(bucket).versioningConfiguration(to -> to.status(BucketVersioningStatus.ENABLED)));
            }
            put(s3, bucket, prefix + "/inline", 100);
            put(s3, bucket, prefix + "/empty", 0);
            for (int i = 0; i < 3; i++) {
                put(s3, bucket, prefix + "/packed-" + i, 20_000 + i);
                put(s3, bucket, "versioned", 5_000 + i + prefix.length());
            }
            put(s3, bucket, prefix + "/large", 3 << 20);
            put(s3, bucket, prefix + "/deleted", 10);
            s3.deleteObject(it -> it.bucket(bucket).key(prefix + "/deleted"));
            if (account.equals("owner")) {
                multipart(s3, bucket, prefix + "/multipart");
            }
        }
    }

    private static void put(S3Client s3, String bucket, String key, int size) {
        s3.putObject(
                it -> it.bucket(bucket)
                        .key(key)
                        .metadata(Map.of("size", "" + size))
                        .tagging("kind=test"),
                RequestBody.fromBytes(random(size)));
    }

    private static void multipart(S3Client s3, String bucket, String key) {
        var upload = s3.createMultipartUpload(it -> it.bucket(bucket).key(key)).uploadId();
        var parts = new ArrayList<CompletedPart>();
        for (int part = 1; part <= 2; part++) {
            int number = part;
            var body = random(part == 1 ? 5 << 20 : 70_000);
            var etag = s3.uploadPart(
                            it -> it.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                            RequestBody.fromBytes(body))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(part).eTag(etag).build());
        }
        s3.completeMultipartUpload(
                it -> it.bucket(bucket).key(key).uploadId(upload).multipartUpload(to -> to.parts(parts)));
    }

    /// Its answer says that all before it would survive the loss of the gateway.
    private static void lastWrite(Market market) {
        try (var s3 = market.s3("owner")) {
            s3.putObject(
                    it -> it.bucket("of-owner")
                            .key("last")
                            .overrideConfiguration(to -> to.putHeader("x-souk-durability", "full")),
                    RequestBody.fromBytes(random(200_000)));
        }
    }

    /// All versions of all objects, with their bytes, metadata and tags.
    private static Map<String, String> everything(Market market) {
        var found = new TreeMap<String, String>();
        for (var account : ACCOUNTS) {
            try (var s3 = market.s3(account)) {
                assertThat(s3.listBuckets().buckets()).hasSize(1);
                var bucket = "of-" + account;
                var listed = s3.listObjectVersions(it -> it.bucket(bucket));
                listed.versions()
                        .forEach(version -> found.put(
                                bucket + "/" + version.key() + "?" + version.versionId(),
                                describe(s3, bucket, version)));
                listed.deleteMarkers()
                        .forEach(marker -> found.put(
                                bucket + "/" + marker.key() + "?" + marker.versionId(),
                                "deleted " + marker.isLatest() + " " + marker.lastModified()));
                found.put(
                        bucket,
                        s3.listObjectsV2(it -> it.bucket(bucket)).contents().toString());
            }
        }
        return found;
    }

    private static String describe(S3Client s3, String bucket, ObjectVersion version) {
        var object =
                s3.getObjectAsBytes(it -> it.bucket(bucket).key(version.key()).versionId(version.versionId()));
        var tags =
                s3.getObjectTagging(it -> it.bucket(bucket).key(version.key()).versionId(version.versionId()));
        return version.isLatest() + " " + version.lastModified() + " " + version.eTag() + " "
                + Arrays.hashCode(object.asByteArray()) + " "
                + object.response().metadata() + " "
                + tags.tagSet();
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        try (var found = Files.walk(folder)) {
            for (var path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
