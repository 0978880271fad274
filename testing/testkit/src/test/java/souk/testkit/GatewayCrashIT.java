package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.bench.campaign.GatewayCrashes;
import souk.trust.sigv4.Credentials;

/// The S3 door over a folder, killed again and again while clients use it.
final class GatewayCrashIT {
    private static final Duration HURTING = Duration.ofSeconds(15);
    /// The owner of `LocalDoor`.
    private static final Credentials OWNER = new Credentials("AKOWNER", "owner-secret");

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNothingDeletedComesBack() throws Exception {
        int port = freePort();
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "souk.gateway.s3.LocalDoor",
                folder.toString(),
                Integer.toString(port));

        var report = GatewayCrashes.run(command, URI.create("http://127.0.0.1:" + port), OWNER, 1, HURTING);

        assertThat(report.violations()).isEmpty();
        assertThat(report.struck().get("KILL_GATEWAY")).isPositive();
        assertThat(report.calls()).isPositive();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
