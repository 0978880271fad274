package souk.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.sync.RequestBody;
import souk.core.json.Json;

/// A market whose starts go wrong in every way we thought of: each is said clearly, or just works. The tests share one
/// small market, since most of them are about what an earlier start left behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StartIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int UNAVAILABLE = 5;

    private final Path folder;
    private final Market market;

    StartIT() throws IOException {
        folder = Files.createTempDirectory("souk-start");
        market = Market.in(folder.resolve("home"), 1);
    }

    @AfterAll
    void stop() {
        market.close();
    }

    @Test
    @Order(1)
    void saysThatAPortIsTakenAndTakesAnotherOneThen() throws IOException {
        try (var taken = new ServerSocket(market.port() + 1, 1, InetAddress.getLoopbackAddress())) {
            var refused = up();

            assertThat(refused.exitCode()).isEqualTo(UNAVAILABLE);
            assertThat(refused.text())
                    .contains("port " + taken.getLocalPort() + " is taken by another program")
                    .contains("--port");
            // Nothing was made yet, so the same folder may be started elsewhere.
            assertThat(market.souk("up", "--detach", "--port", Integer.toString(market.port() - 1))
                            .text())
                    .doesNotContain("leave the option out");
        }
    }

    @Test
    @Order(2)
    void beginsAgainWhenTheVeryFirstStartWasKilled() throws IOException {
        for (var reached : List.of(
                market.data().resolve("nodes/p03/password"),
                market.data().resolve("credentials.json"),
                market.data().resolve("deployment.json"))) {
            var launcher = market.begin(first());
            Market.await(PATIENCE, () -> Files.exists(reached) || !launcher.isAlive());
            assertThat(launcher.isAlive()).as("killed after %s", reached).isTrue();
            killStart(launcher);
        }

        assertThat(up().exitCode()).isZero();
        try (var s3 = market.s3("owner")) {
            s3.createBucket(it -> it.bucket("kept"));
            s3.putObject(it -> it.bucket("kept").key("note"), RequestBody.fromString("still here"));
        }
    }

    @Test
    @Order(3)
    void showsTheRunningMarketToASecondStart() {
        var again = up();
        assertThat(again.exitCode()).isZero();
        assertThat(again.text()).contains("running already").contains("S3 endpoint");

        var other = market.souk("up", "--providers", "7");
        assertThat(other.exitCode()).isEqualTo(4);
        assertThat(other.text()).contains("--providers 5");
    }

    @Test
    @Order(4)
    void takesOverWhatAKilledSupervisorLeft() {
        market.kill("supervisor");
        var status = market.souk("status");
        assertThat(status.exitCode()).isEqualTo(UNAVAILABLE);
        assertThat(status.text()).contains("the supervisor was killed").contains("./souk up");

        assertThat(market.require("up", "--detach").text()).contains("that a killed supervisor left");
        assertThat(note()).isEqualTo("still here");

        var gateway = market.process("gateway");
        market.kill("supervisor");
        assertThat(market.require("down").text()).contains("that a killed supervisor left");
        assertThat(gateway.isAlive()).isFalse();
        assertThat(market.require("down").text()).contains("no market is running");
    }

    @Test
    @Order(5)
    void namesTheFileThatIsDamagedOrMissing() throws IOException {
        refuses("market.json", "{\"basePort\":", "damaged");
        refuses("market.json", "{}", "damaged");
        refuses("deployment.json", "{\"contracts\":{", "damaged");
        refuses("credentials.json", "", "damaged");
        refuses("nodes/p02/keys.p12", "", "damaged");
        refuses("nodes/p02/keys.p12", "half a key store", "damaged");
        refuses("gateway/tenants/owner/password", "", "damaged");
        missing("deployment.json");
        missing("credentials.json");
        missing("nodes/relay/keys.p12");
        refuses("chain/state.json", "{\"block\":", "damaged");
        missing("chain/state.json");
    }

    @Test
    @Order(6)
    void refusesAChainThatLostTheMarket() throws IOException {
        var file = market.data().resolve("deployment.json");
        var whole = Files.readString(file);
        var contract =
                Json.parseObject(whole.getBytes(UTF_8)).object("contracts").text("market");
        Files.writeString(file, whole.replace(contract, "0x" + "11".repeat(20)));

        var refused = up();

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.text()).contains("lost this market's contracts").contains("restore the folder from a copy");
        Files.writeString(file, whole);
    }

    @Test
    @Order(7)
    void resumesWhenTheFilesAreBack() {
        assertThat(up().exitCode()).isZero();
        assertThat(note()).isEqualTo("still here");
        // Its processes write to this folder: nobody else's market may.
        assertThat(market.souk("up", "--port", Integer.toString(market.port() + 1))
                        .text())
                .contains("running already")
                .contains("leave the option out");
    }

    @Test
    @Order(8)
    void saysThatAFolderCannotBeWritten() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        var refused = Market.in(file.resolve("home"), 2).souk("up", "--detach");

        assertThat(refused.exitCode()).isEqualTo(UNAVAILABLE);
        assertThat(refused.text())
                .contains("cannot write to " + file.resolve("home"))
                .contains("--data");
    }

    @Test
    @Order(9)
    void saysThatTheDiskIsFull() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        var mount = List.of("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
        assumeTrue(succeeds(mount), "may not mount a small disk");
        try {
            var refused = Market.in(disk.resolve("home"), 2).souk("up", "--detach");

            assertThat(refused.exitCode()).isEqualTo(UNAVAILABLE);
            assertThat(refused.text()).contains("MiB left, a market needs").contains("--data");
        } finally {
            succeeds(List.of("umount", disk.toString()));
        }
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    private Market.Outcome up() {
        return market.souk(first());
    }

    private String[] first() {
        var words = new ArrayList<>(market.up());
        words.addAll(List.of("--providers", "5"));
        return words.toArray(String[]::new);
    }

    /// Ends the launcher, its JVM and the supervisor at once; the chain and the nodes run on.
    private void killStart(Process launcher) {
        var all = new ArrayList<>(
                launcher.descendants().filter(it -> !isChildOfSupervisor(it)).toList());
        all.add(launcher.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(it ->
                it.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    }

    private static boolean isChildOfSupervisor(ProcessHandle handle) {
        return !handle.info().commandLine().orElse("").contains("souk.node.market.Main");
    }

    private void refuses(String name, String content, String reason) throws IOException {
        var file = market.data().resolve(name);
        var whole = Files.readAllBytes(file);
        Files.writeString(file, content);
        refused(file, reason);
        Files.write(file, whole);
    }

    private void missing(String name) throws IOException {
        var file = market.data().resolve(name);
        var aside = file.resolveSibling("aside");
        Files.move(file, aside);
        refused(file, "missing");
        Files.move(aside, file);
    }

    private void refused(Path file, String reason) {
        var refused = up();
        assertThat(refused.exitCode()).as(refused.text()).isNotZero();
        assertThat(refused.text()).contains(file.toString()).contains(reason).contains("restore it");
    }

    private String note() {
        try (var s3 = market.s3("owner")) {
            return s3.getObjectAsBytes(it -> it.bucket("kept").key("note")).asUtf8String();
        }
    }
}
