package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SignableRequest;

/// The gateway dies at every step of PUT, multipart upload, copy and delete.
///
/// The operations run once to their end. Every state that a crash in between could have left on the disk is a
/// beginning of SQLite's log, so each commit is a place to cut it off: the door is opened on what is left, and has to
/// show every operation that was acknowledged by then, the one under way wholly or not at all, and nothing else.
final class CrashAtEveryCommitTest {
    private static final int WAL_HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int PAGE = 4_096;
    private static final int FRAME = FRAME_HEADER + PAGE;
    /// SQLite folds the log into the file after so many pages; the test must end before.
    private static final int CHECKPOINT_PAGES = 1_000;
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] FIRST_PART = random(5 << 20, 1);
    private static final byte[] LAST_PART = random(1_000, 2);

    @TempDir
    private Path folder;

    private final List<Step> steps = new ArrayList<>();
    private String upload = "";

    /// One operation.
    ///
    /// @param path what it changes
    /// @param request sends it; sent again, it leads to the same end
    /// @param after what the path holds afterwards, empty for nothing
    private record Step(String path, Request request, Optional<byte[]> after) {}

    private interface Request {
        RawClient.Answer send(RawClient client) throws IOException;
    }

    /// The log's length when a step was acknowledged, and what every path held.
    private record Acknowledged(long walBytes, Map<String, Optional<byte[]>> state) {}

    @Test
    void showsWhatWasAcknowledgedAndNothingByHalves() throws IOException {
        var home = Files.createDirectories(folder.resolve("home"));
        var acknowledged = new ArrayList<Acknowledged>();
        try (var door = LocalDoor.open(home)) {
            prepare(new RawClient(door.uri()));
            acknowledged.add(new Acknowledged(walBytes(home), Map.of()));
            for (var step : steps) {
                assertThat(step.request().send(new RawClient(door.uri())).status())
                        .as(step.path())
                        .isIn(200, 204);
                var state = new HashMap<>(acknowledged.getLast().state());
                state.put(step.path(), step.after());
                acknowledged.add(new Acknowledged(walBytes(home), state));
            }
            copy(home, folder.resolve("end"));
        }

        var wal = Files.readAllBytes(folder.resolve("end/metadata.db-wal"));
        assertThat(wal.length).isLessThan(CHECKPOINT_PAGES * FRAME);
        int cuts = 0;
        for (long cut : commits(wal)) {
            if (cut >= acknowledged.getFirst().walBytes()) {
                crash(wal, cut, acknowledged, cuts++);
            }
        }
        assertThat(cuts).isGreaterThanOrEqualTo(steps.size());
    }

    private void prepare(RawClient client) throws IOException {
        assertThat(send(client, "PUT", "/plain", "", NOTHING).status()).isEqualTo(200);
        assertThat(send(client, "PUT", "/kept", "", NOTHING).status()).isEqualTo(200);
        var versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        assertThat(send(client, "PUT", "/kept", "versioning", versioning.getBytes(UTF_8))
                        .status())
                .isEqualTo(200);
        var started = send(client, "POST", "/plain/parts", "uploads", NOTHING);
        upload = started.body().replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        for (var bucket : List.of("/plain", "/kept")) {
            put(bucket + "/a", "one");
            put(bucket + "/a", "two");
            put(bucket + "/empty", "");
            copy(bucket + "/b", bucket + "/a", "two");
            delete(bucket + "/a");
            delete(bucket + "/a");
            put(bucket + "/a", "three");
            deleteMany(bucket + "/b");
        }
        part(1, FIRST_PART);
        part(2, random(900, 9));
        part(2, LAST_PART);
        complete();
        put("/plain/parts", "over it");
        delete("/plain/parts");
    }

    private void put(String path, String text) {
        steps.add(new Step(
                path,
                client -> send(client, "PUT", path, "", text.getBytes(UTF_8)),
                Optional.of(text.getBytes(UTF_8))));
    }

    private void copy(String path, String source, String text) {
        steps.add(new Step(
                path,
                client -> send(client, client.request("PUT", path, "").with("x-amz-copy-source", source), NOTHING),
                Optional.of(text.getBytes(UTF_8))));
    }

    private void delete(String path) {
        steps.add(new Step(path, client -> send(client, "DELETE", path, "", NOTHING), Optional.empty()));
    }

    private void deleteMany(String path) {
        int slash = path.indexOf('/', 1);
        var document = "<Delete><Object><Key>" + path.substring(slash + 1) + "</Key></Object></Delete>";
        steps.add(new Step(
                path,
                client -> send(client, "POST", path.substring(0, slash), "delete", document.getBytes(UTF_8)),
                Optional.empty()));
    }

    private void part(int number, byte[] bytes) {
        var query = "partNumber=" + number + "&uploadId=" + upload;
        steps.add(new Step(
                "/plain/parts", client -> send(client, "PUT", "/plain/parts", query, bytes), Optional.empty()));
    }

    private void complete() {
        var document = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + hex(FIRST_PART)
                + "</ETag></Part><Part><PartNumber>2</PartNumber><ETag>" + hex(LAST_PART)
                + "</ETag></Part></CompleteMultipartUpload>";
        var whole = Arrays.copyOf(FIRST_PART, FIRST_PART.length + LAST_PART.length);
        System.arraycopy(LAST_PART, 0, whole, FIRST_PART.length, LAST_PART.length);
        steps.add(new Step(
                "/plain/parts",
                client -> send(client, "POST", "/plain/parts", "uploadId=" + upload, document.getBytes(UTF_8)),
                Optional.of(whole)));
    }

    private void crash(byte[] wal, long cut, List<Acknowledged> acknowledged, int number) throws IOException {
        var home = folder.resolve("crash-" + number);
        copy(folder.resolve("end"), home);
        Files.write(home.resolve("metadata.db-wal"), torn(wal, cut, number));
        Files.deleteIfExists(home.resolve("metadata.db-shm"));
        int done =
                (int) acknowledged.stream().filter(it -> it.walBytes() <= cut).count() - 1;
        var before = acknowledged.get(done).state();
        try (var door = LocalDoor.open(home)) {
            var client = new RawClient(door.uri());
            if (done < steps.size()) {
                var after = acknowledged.get(done + 1).state();
                verify(
                        client,
                        before,
                        after,
                        "after step " + done + " of the operation on "
                                + steps.get(done).path());
                assertThat(steps.get(done).request().send(client).status()).isIn(200, 204);
                verify(client, after, after, "after repeating step " + done);
                collect(door);
                verify(client, after, after, "after the collector");
            } else {
                verify(client, before, before, "at the end");
            }
        }
        delete(home);
    }

    /// What is left of a frame that was being written is not a frame.
    private static byte[] torn(byte[] wal, long cut, int number) {
        int more = number % 3 == 0 ? 0 : Math.min(wal.length - (int) cut, FRAME - 1);
        var left = Arrays.copyOf(wal, (int) cut + more);
        if (number % 3 == 2) {
            Arrays.fill(left, (int) cut + more / 2, left.length, (byte) 0);
        }
        return left;
    }

    private static void verify(
            RawClient client, Map<String, Optional<byte[]>> before, Map<String, Optional<byte[]>> after, String when)
            throws IOException {
        for (var path : after.keySet()) {
            var seen = get(client, path);
            var allowed = List.of(text(before.getOrDefault(path, Optional.empty())), text(after.get(path)));
            assertThat(allowed).as(when + ": " + path).contains(text(seen));
            int slash = path.indexOf('/', 1);
            var listed = send(client, "GET", path.substring(0, slash), "list-type=2", NOTHING)
                    .body();
            assertThat(listed.contains("<Key>" + path.substring(slash + 1) + "</Key>"))
                    .as(when + ": " + path + " in " + listed)
                    .isEqualTo(seen.isPresent());
        }
    }

    private static void collect(LocalDoor door) {
        var later = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
        while (door.collectGarbage(later) > 0) {
            // until nothing is left to release
        }
        var unowned = door.metadata()
                .database()
                .read(session ->
                        session.first("SELECT count(*) AS n FROM body WHERE state <> 1", row -> row.number("n")))
                .orElseThrow();
        assertThat(unowned).isZero();
    }

    private static Optional<byte[]> get(RawClient client, String path) throws IOException {
        var answer = send(client, "GET", path, "", NOTHING);
        assertThat(answer.status()).isIn(200, 404);
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(answer.body().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private static String text(Optional<byte[]> bytes) {
        return bytes.map(CrashAtEveryCommitTest::hex).orElse("nothing");
    }

    private static RawClient.Answer send(RawClient client, String method, String path, String query, byte[] body)
            throws IOException {
        return send(client, client.request(method, path, query), body);
    }

    private static RawClient.Answer send(RawClient client, SignableRequest request, byte[] body) throws IOException {
        var whole = request.with("Content-Length", Integer.toString(body.length))
                .with("Content-MD5", java.util.Base64.getEncoder().encodeToString(md5(body)));
        return client.send(client.sign(whole, SigV4.UNSIGNED_PAYLOAD).request(), body);
    }

    /// Where a commit ends: at a frame that tells the size of the database.
    private static List<Long> commits(byte[] wal) {
        var ends = new ArrayList<Long>();
        for (int at = WAL_HEADER; at + FRAME <= wal.length; at += FRAME) {
            if (ByteBuffer.wrap(wal).getInt(at + 4) != 0) {
                ends.add((long) at + FRAME);
            }
        }
        return ends;
    }

    private static long walBytes(Path home) throws IOException {
        return Files.size(home.resolve("metadata.db-wal"));
    }

    /// Segments are linked, since none is written to again.
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("segments"));
        try (var files = Files.list(from)) {
            for (var file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        try (var files = Files.list(from.resolve("segments"))) {
            for (var file : files.collect(Collectors.toList())) {
                Files.createLink(to.resolve("segments").resolve(file.getFileName()), file);
            }
        }
    }

    private static void delete(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(md5(bytes));
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
