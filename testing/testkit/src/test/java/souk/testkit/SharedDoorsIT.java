package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.bench.campaign.GatewayCrashes;
import souk.sql.postgres.PostgresServer;
import souk.trust.sigv4.Credentials;

/// Two doors on one namespace, without a market behind them: clients of both, while either is killed and
/// PostgreSQL too, judge what they saw.
final class SharedDoorsIT {
    private static final Duration HURTING = Duration.ofSeconds(40);
    private static final Credentials OWNER = new Credentials("AKOWNER", "owner-secret");

    @TempDir
    private Path folder;

    @Test
    void noClientOfEitherSeesAnythingLostStaleOrBack() throws Exception {
        try (var postgres = PostgresServer.start(folder)) {
            var log = postgres.newDatabase();
            var gateways =
                    Stream.of("one", "two").map(name -> gateway(name, log)).toList();

            var report = GatewayCrashes.run(
                    gateways,
                    () -> {
                        postgres.kill();
                        postgres.restart();
                    },
                    OWNER,
                    2,
                    HURTING);

            assertThat(report.violations()).isEmpty();
            assertThat(report.struck().get("KILL_GATEWAY")).isPositive();
            assertThat(report.calls()).isPositive();
        }
    }

    private GatewayCrashes.Gateway gateway(String name, URI log) {
        int port = freePort();
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "souk.gateway.s3.LocalDoor",
                folder.resolve(name).toString(),
                Integer.toString(port),
                log.toString(),
                folder.resolve("segments").toString());
        return new GatewayCrashes.Gateway(command, URI.create("http://127.0.0.1:" + port));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
