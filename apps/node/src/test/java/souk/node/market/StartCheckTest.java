package souk.node.market;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;
import souk.core.json.Json;

final class StartCheckTest {
    /// Apart from the ports that tests of whole markets use.
    private static final MarketPlan PLAN =
            new MarketPlan(18_400, MarketPlan.MIN_PROVIDERS, 60, false, 1, 1, StoragePlan.local(60));

    @TempDir
    private Path folder = Path.of("");

    private Home home = new Home(folder);

    @BeforeEach
    void makeAWholeMarket() throws IOException {
        home = new Home(folder.resolve("home"));
        home.create();
        var nodes = Json.object();
        PLAN.members().forEach(member -> nodes.put(member.name(), Json.object().build()));
        Home.write(home.deployment(), Json.object().put("nodes", nodes.build()).build(), false);
        var account = Json.object().put("tenant", "owner").build();
        Home.write(
                home.credentials(),
                Json.object().put("accounts", Json.array(List.of(account))).build(),
                true);
        Files.writeString(home.chain().resolve("state.json"), "{}");
        var owners = Stream.concat(
                PLAN.members().stream().map(member -> home.node(member.name())),
                Stream.of(home.gateway(), home.tenant("owner")));
        for (var owner : owners.toList()) {
            Files.createDirectories(owner);
            Files.writeString(owner.resolve("keys.p12"), "keys");
            Files.writeString(owner.resolve("password"), "secret");
        }
    }

    @Test
    void letsAWholeMarketStart() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void refusesADeploymentThatDoesNotNameEveryNode() {
        Home.write(
                home.deployment(),
                Json.object().put("nodes", Json.object().build()).build(),
                false);

        assertRefused("deployment.json is damaged (it does not name relay)");
    }

    @Test
    void refusesKeysThatAreGoneOrEmpty() throws IOException {
        var keys = home.node("p04").resolve("keys.p12");
        Files.writeString(keys, "");
        assertRefused("p04/keys.p12 is damaged (it is empty)");

        Files.delete(keys);
        assertRefused("p04/keys.p12 is missing");
    }

    @Test
    void refusesAChainThatIsGoneOrCutShort() throws IOException {
        var state = home.chain().resolve("state.json");
        Files.writeString(state, "{\"block\":");
        assertRefused("state.json is damaged (it is cut short)");

        Files.delete(state);
        assertRefused("state.json is missing from a market that was used");
    }

    @Test
    void startsNoSecondMarketOverTheDataOfAnother() throws IOException {
        Files.delete(home.deployment());
        assertThatCode(this::check).doesNotThrowAnyException();

        Files.createFile(home.gateway().resolve("gateway.db"));
        assertRefused("deployment.json is missing from a market that was used");
    }

    @Test
    void namesAPortThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(PLAN.s3Port(), 1, InetAddress.getLoopbackAddress())) {
            assertRefused("port " + taken.getLocalPort() + " is taken by another program");
        }
    }

    private void check() {
        new StartCheck(home, PLAN).run();
    }

    private void assertRefused(String text) {
        assertThatThrownBy(this::check).isInstanceOf(SoukException.class).hasMessageContaining(text);
    }
}
