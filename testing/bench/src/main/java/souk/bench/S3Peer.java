package souk.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import souk.trust.sigv4.Credentials;

/// Other S3 servers, each set up to keep its bytes as much like Souk as it can. They are used where they are installed:
/// in a folder named by `SOUK_PEERS`, or on the `PATH`.
enum S3Peer {
    /// Four data and four parity shards take twice the room, as Souk's ten of twenty.
    MINIO("minio", true, "8 folders of one disk, 4 of 8 shards, SSE-S3, forced", """
            go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c""") {
        @Override
        Start start(Path program, Path folder, int port) {
            var command =
                    new ArrayList<>(List.of(program.toString(), "server", "--quiet", "--address", "127.0.0.1:" + port));
            IntStream.rangeClosed(1, 8)
                    .mapToObj(drive -> folder.resolve("drive" + drive).toString())
                    .forEach(command::add);
            return new Start(
                    command,
                    Map.of(
                            "MINIO_ROOT_USER",
                            CREDENTIALS.accessKeyId(),
                            "MINIO_ROOT_PASSWORD",
                            CREDENTIALS.secretKey(),
                            "MINIO_STORAGE_CLASS_STANDARD",
                            "EC:4",
                            "MINIO_KMS_SECRET_KEY",
                            "bench:" + Base64.getEncoder().encodeToString(new byte[32]),
                            "MINIO_KMS_AUTO_ENCRYPTION",
                            "on",
                            // Folders of one disk are refused otherwise.
                            "MINIO_CI_CD",
                            "1"));
        }
    },
    /// A file for each object: what the file system itself costs.
    VERSITYGW("versitygw", false, "one plain file an object, neither coded nor encrypted nor forced", """
            go install github.com/versity/versitygw/cmd/versitygw@v1.8.0""") {
        @Override
        Start start(Path program, Path folder, int port) {
            return new Start(
                    List.of(program.toString(), "--port", "127.0.0.1:" + port, "--quiet", "posix", folder.toString()),
                    Map.of(
                            "ROOT_ACCESS_KEY", CREDENTIALS.accessKeyId(),
                            "ROOT_SECRET_KEY", CREDENTIALS.secretKey()));
        }
    };

    /// Of every peer. It listens to this machine alone and keeps only noise.
    static final Credentials CREDENTIALS = new Credentials("souk-bench", "souk-bench-secret");

    private final String program;
    private final boolean codesAndEncrypts;
    private final String keeps;
    private final String install;

    S3Peer(String program, boolean codesAndEncrypts, String keeps, String install) {
        this.program = program;
        this.codesAndEncrypts = codesAndEncrypts;
        this.keeps = keeps;
        this.install = install;
    }

    /// How a program is run.
    record Start(List<String> command, Map<String, String> environment) {}

    /// @param folder empty, for its bytes
    abstract Start start(Path program, Path folder, int port);

    String program() {
        return program;
    }

    boolean codesAndEncrypts() {
        return codesAndEncrypts;
    }

    String keeps() {
        return keeps;
    }

    String install() {
        return install;
    }

    Optional<Path> find(Map<String, String> environment) {
        var path = environment.getOrDefault("PATH", "").split(":");
        return Stream.concat(Optional.ofNullable(environment.get("SOUK_PEERS")).stream(), Arrays.stream(path))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
