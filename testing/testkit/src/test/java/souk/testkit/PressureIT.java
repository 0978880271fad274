package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.sync.RequestBody;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;

/// A small market with two relays, in which providers and relays are away and jobs wait and turn elsewhere.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PressureIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// `(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))`
    private static final String ENDLESS = "0061736d01000000" + "010401600000" + "03020100" + "0503010001"
            + "071302066d656d6f72790200065f73746172740000" + "0a09010700" + "03400c000b0b";

    private final Market market;
    private final Consumer consumer;
    private final String job;

    PressureIT() throws IOException {
        market = Market.start(
                Files.createTempDirectory("souk-pressure").resolve("home"), 5, "--providers", "5", "--relays", "2");
        consumer = new Consumer(market.data(), market.port(), "tenant");
        job = market.root().resolve("examples/wordcount/compose.yaml").toString();
        try (var owner = market.s3("owner")) {
            owner.createBucket(it -> it.bucket("texts"));
            owner.createBucket(it -> it.bucket("results"));
            owner.putObject(it -> it.bucket("texts").key("a.txt"), RequestBody.fromString("to be or not to be"));
        }
    }

    @AfterAll
    void stop() {
        consumer.close();
        market.close();
    }

    @Test
    @Order(1)
    void oneOrderOpensOneLeaseWhicheverRelaysMatchIt() {
        consumer.fund();
        var order = consumer.order();
        var one = consumer.match("relay", order);
        var two = consumer.match("relay-2", order);
        assertThat(two).hasSizeGreaterThan(1);
        var first = consumer.quoted(one.getFirst(), order);
        var second = consumer.quoted(two.getLast(), order);

        consumer.submit(first);

        assertThatThrownBy(() -> consumer.submit(second))
                .isInstanceOf(SoukException.class)
                .hasMessageContaining("a lease was opened with this order already");
    }

    @Test
    @Order(2)
    void aRelayThatLostItsBookTakesItOverFromTheOther() throws IOException {
        market.require("provider", "stop", "relay-2");
        try (var files = Files.list(market.data().resolve("nodes/relay-2"))) {
            for (var file : files.filter(it -> it.getFileName().toString().startsWith("node.db"))
                    .toList()) {
                Files.delete(file);
            }
        }
        market.require("provider", "start", "relay-2");

        Market.await(PATIENCE, () -> consumer.listed("relay-2").equals(consumer.listed("relay")));
    }

    @Test
    @Order(3)
    void aRelayThatIsAwayIsNotMissed() {
        market.require("provider", "stop", "relay");

        assertThat(market.require("run", job, "--wait").text()).contains("6 words, 4 distinct");

        market.require("provider", "start", "relay");
    }

    @Test
    @Order(4)
    void aJobWaitsForItsProviderSayingWhyAndTurnsElsewhereWhenItIsAway() {
        var away = "provider == \""
                + Consumer.provider(consumer.deployment(), "p05").hex() + "\"";
        market.require("provider", "stop", "p05");
        var queued = market.require("run", job, "--json", "--queue-timeout", "10m", "--where", away)
                .json();
        assertThat(queued.text("state")).isEqualTo("Queued");
        assertThat(queued.object("pending").text("code")).isEqualTo("NO_CAPACITY");
        assertThat(circuit("p05")).isNotEqualTo("closed");

        var nowhere = market.require(
                        "run", job, "--json", "--queue-timeout", "10m", "--where", "hardware.cpu > 1000000000")
                .json();
        var explanation = nowhere.object("pending").object("explanation");
        assertThat(explanation.integer("offers")).isEqualTo(5);
        assertThat(explanation
                        .array("failures")
                        .objects()
                        .findFirst()
                        .orElseThrow()
                        .text("clause"))
                .isEqualTo("hardware.cpu > 1000000000");
        assertThat(market.require("stop", nowhere.text("id")).text()).contains("Stopped");

        market.kill("gateway");
        market.awaitHealthy();
        assertThat(find(queued.text("id")).text("state")).isEqualTo("Queued");

        market.require("provider", "start", "p05");
        Market.await(PATIENCE, () -> find(queued.text("id")).text("state").equals("Succeeded"));
        assertThat(find(queued.text("id")).text("provider")).isEqualTo("p05");
    }

    @Test
    @Order(5)
    void aProviderThatDiesWhileTheJobRunsIsFollowedByTheFirstNamed() throws IOException {
        var folder = Files.createTempDirectory("souk-endless");
        Files.write(folder.resolve("endless.wasm"), HexFormat.of().parseHex(ENDLESS));
        var file = folder.resolve("compose.yaml");
        Files.writeString(file, "services: {endless: {x-souk: {module: endless.wasm, timeout: 10m}}}");
        var begun = market.require("run", file.toString(), "--json", "--fallback", "p04,p03")
                .json();
        var id = begun.text("id");
        Market.await(PATIENCE, () -> find(id).text("state").equals("Running"));

        market.require("provider", "stop", begun.text("provider"));

        var next = begun.text("provider").equals("p04") ? "p03" : "p04";
        Market.await(PATIENCE, () -> find(id).text("provider").equals(next));
        Market.await(PATIENCE, () -> find(id).text("state").equals("Running"));
        assertThat(find(id).array("tried").texts()).containsExactly(begun.text("provider"));
        assertThat(market.require("stop", id).text()).contains("Stopped");
        market.require("provider", "start", begun.text("provider"));
    }

    private JsonObject find(String id) {
        return market.require("ps", "--json")
                .json()
                .array("workloads")
                .objects()
                .filter(it -> it.text("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String circuit(String provider) {
        return market.require("provider", "list", "--json")
                .json()
                .array("providers")
                .objects()
                .filter(it -> it.text("name").equals(provider))
                .findFirst()
                .orElseThrow()
                .text("circuit");
    }
}
