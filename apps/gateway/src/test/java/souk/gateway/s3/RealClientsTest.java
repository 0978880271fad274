package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The door through programs that people keep their files with.
final class RealClientsTest {
    @TempDir
    private Path folder;

    private LocalDoor door;
    private Path files;

    @BeforeEach
    void open() throws IOException {
        door = LocalDoor.open(Files.createDirectories(folder.resolve("door")));
        files = folder.resolve("files");
        write("a.txt", 1_000);
        write("empty", 0);
        write("deep/er/ü & more.bin", 300_000);
        write("big.bin", 12 << 20);
        for (int i = 0; i < 50; i++) {
            write("many/%02d".formatted(i), 100 + i);
        }
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void resticBacksUpChecksAndRestores() throws IOException {
        var restic = new Command(door, "restic")
                .with("RESTIC_PASSWORD", "secret")
                .with("RESTIC_REPOSITORY", "s3:" + door.uri() + "/backups/one")
                .with("RESTIC_CACHE_DIR", folder.resolve("cache").toString());
        restic.succeeds("restic", "init");
        restic.succeeds("restic", "backup", files.toString());
        write("a.txt", 2_000);
        restic.succeeds("restic", "backup", files.toString());
        assertThat(restic.succeeds("restic", "check", "--read-data")).contains("no errors were found");
        restic.succeeds(
                "restic",
                "restore",
                "latest",
                "--target",
                folder.resolve("back").toString());
        same(files, folder.resolve("back").resolve(files.toString().substring(1)));

        restic.succeeds("restic", "forget", "--keep-last", "1", "--prune");
        assertThat(restic.succeeds("restic", "check", "--read-data")).contains("no errors were found");
    }

    @Test
    void rcloneSyncsAndChecks() throws IOException {
        var rclone = new Command(door, "rclone")
                .with("RCLONE_CONFIG", folder.resolve("rclone.conf").toString());
        var remote =
                ":s3,provider=Other,env_auth=true,force_path_style=true,endpoint='%s':mirror".formatted(door.uri());
        rclone.succeeds("rclone", "sync", "--s3-upload-cutoff", "6Mi", files.toString(), remote);
        assertThat(rclone.succeeds("rclone", "check", files.toString(), remote)).contains("0 differences found");

        Files.delete(files.resolve("many/07"));
        write("a.txt", 3_000);
        assertThat(rclone.run("rclone", "check", files.toString(), remote).getKey())
                .isNotZero();
        rclone.succeeds("rclone", "sync", files.toString(), remote);
        assertThat(rclone.succeeds("rclone", "check", "--download", files.toString(), remote))
                .contains("0 differences found");
        rclone.succeeds("rclone", "sync", remote, folder.resolve("copy").toString());
        same(files, folder.resolve("copy"));
    }

    @Test
    void s3fsMountsABucketAsAFolder() throws IOException, InterruptedException {
        var s3fs = new Command(door, "s3fs");
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "FUSE is not permitted on this machine: s3fs not tried");
        var client = new RawClient(door.uri());
        client.send(
                client.sign(client.request("PUT", "/mounted", ""), souk.trust.sigv4.SigV4.UNSIGNED_PAYLOAD)
                        .request(),
                new byte[0]);
        var mount = Files.createDirectories(folder.resolve("mount"));
        s3fs.succeeds(
                "s3fs",
                "mounted",
                mount.toString(),
                "-o",
                "url=" + door.uri() + ",use_path_request_style,enable_noobj_cache,endpoint=" + LocalDoor.REGION);
        try {
            copy(files, mount);
            same(files, mount);
            Files.move(mount.resolve("a.txt"), mount.resolve("b.txt"));
            Files.delete(mount.resolve("many/01"));
            assertThat(mount.resolve("b.txt")).hasSameBinaryContentAs(files.resolve("a.txt"));
        } finally {
            s3fs.succeeds("umount", mount.toString());
        }
        s3fs.succeeds(
                "s3fs",
                "mounted",
                mount.toString(),
                "-o",
                "url=" + door.uri() + ",use_path_request_style,endpoint=" + LocalDoor.REGION);
        try {
            assertThat(mount.resolve("a.txt")).doesNotExist();
            assertThat(mount.resolve("many/01")).doesNotExist();
            assertThat(mount.resolve("big.bin")).hasSameBinaryContentAs(files.resolve("big.bin"));
        } finally {
            s3fs.succeeds("umount", mount.toString());
        }
    }

    private void write(String name, int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var file = files.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var each : all.toList()) {
                var target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    private static void same(Path expected, Path actual) throws IOException {
        try (var all = Files.walk(expected)) {
            for (var each : all.filter(Files::isRegularFile).toList()) {
                assertThat(actual.resolve(expected.relativize(each).toString())).hasSameBinaryContentAs(each);
            }
        }
        try (var one = Files.walk(expected);
                var other = Files.walk(actual)) {
            assertThat(other.filter(Files::isRegularFile).count())
                    .isEqualTo(one.filter(Files::isRegularFile).count());
        }
    }
}
