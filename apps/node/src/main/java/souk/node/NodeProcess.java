package souk.node;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.compute.ProcessSandbox;
import souk.compute.Sandbox;
import souk.compute.SandboxOptions;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.evm.EvmChain;
import souk.evm.EvmMarket;
import souk.evm.EvmOptions;
import souk.evm.MarketAddresses;
import souk.ledger.InMemoryEventIndex;
import souk.net.Body;
import souk.net.Metrics;
import souk.net.NodeServer;
import souk.net.Response;
import souk.net.Route;
import souk.node.auditor.AuditorNode;
import souk.node.market.Home;
import souk.node.market.MarketPlan;
import souk.node.process.LedgerFeed;
import souk.node.process.MarketHistory;
import souk.node.process.Members;
import souk.node.process.NodeContext;
import souk.node.process.Parts;
import souk.node.process.PriceFeed;
import souk.node.process.Role;
import souk.node.provider.ProviderNode;
import souk.node.relay.RelayNode;
import souk.sdk.market.PriceBoard;
import souk.sql.LedgerSchema;
import souk.sql.Sqlite;
import souk.sql.SqliteOutbox;
import souk.trust.KeyStoreFile;
import souk.trust.Password;

/// Wires a process: one chain connection, one feed, any number of nodes, one admin door.
public final class NodeProcess implements AutoCloseable {
    private final Parts parts = new Parts();
    private final List<HostedNode> nodes = new ArrayList<>();

    private NodeProcess() {}

    /// Starts the nodes of the market in `folder`; returns at once, they become ready by and by.
    ///
    /// @param only names of the nodes to host; empty for all
    public static NodeProcess start(Path folder, Set<String> only) {
        var process = new NodeProcess();
        process.run(new Home(folder), only);
        return process;
    }

    private void run(Home home, Set<String> only) {
        var plan = Home.read(home.plan()).map(MarketPlan::from).orElseThrow(() -> missing(home.plan()));
        var deployment = Home.read(home.deployment()).orElseThrow(() -> missing(home.deployment()));
        var members = plan.members().stream()
                .filter(it -> only.isEmpty() || only.contains(it.name()))
                .toList();
        var metrics = new Metrics();
        metrics.watchProcess();
        var random = new SecureRandom();
        // The admin door first: whoever waits for the nodes can see them starting.
        int adminPort = members.getFirst().adminPort();
        parts.keep(
                NodeServer.startLocal(NodeServer.Options.of("127.0.0.1", adminPort), admin(metrics), metrics, random));
        var clock = InstantSource.system();
        var chain = parts.keep(chain(home, plan, members, clock));
        var market = parts.keep(
                EvmMarket.open(chain, MarketAddresses.from(deployment.object("contracts")), new InMemoryEventIndex()));
        var reader = market.ledger(
                souk.evm.TransactionSigner.of(keys(home, members.getFirst()).accountKey()));
        var feed = parts.keep(new LedgerFeed(reader::events, chain));
        var history = new MarketHistory();
        feed.add(history);
        var prices = new PriceBoard();
        feed.add(new PriceFeed(prices));
        var common = new NodeContext.Shared(
                market, feed, history, prices, Members.from(deployment.object("nodes")), metrics, clock, random);
        var sandbox = parts.keep(ProcessSandbox.open(sandbox(plan, home.root().resolve("sandbox-" + adminPort))));
        for (var member : members) {
            var context = NodeContext.of(plan, member, home.node(member.name()), keys(home, member), common);
            nodes.add(new HostedNode(member.name(), home.stopped(member.name()), () -> role(context, sandbox)));
        }
    }

    /// Providers with a process each get no warm spare and no cache of their own: that would be a JVM more for each.
    private static SandboxOptions sandbox(MarketPlan plan, Path folder) {
        var shared = SandboxOptions.in(folder);
        return plan.separate() ? new SandboxOptions(folder, 0, shared.expectedMemoryBytes(), false) : shared;
    }

    private static EvmChain chain(Home home, MarketPlan plan, List<MarketPlan.Member> members, InstantSource clock) {
        var outbox = new SqliteOutbox(
                Sqlite.open(home.node(members.getFirst().name()).resolve("outbox.db"), LedgerSchema.MIGRATIONS));
        return EvmChain.connect(EvmOptions.local(URI.create("http://127.0.0.1:" + plan.chainPort())), outbox, clock);
    }

    private static Role role(NodeContext context, Sandbox sandbox) {
        return switch (context.member().role()) {
            case RELAY -> new RelayNode(context);
            case AUDITOR -> new AuditorNode(context);
            case PROVIDER -> new ProviderNode(context, sandbox);
        };
    }

    private static KeyStoreFile keys(Home home, MarketPlan.Member member) {
        var folder = home.node(member.name());
        return KeyStoreFile.open(folder.resolve("keys.p12"), Password.fromFile(folder.resolve("password")));
    }

    private List<Route> admin(Metrics metrics) {
        return List.of(
                metrics.route(),
                Route.get("/v1/health", request -> Response.json(health())),
                Route.get("/openapi.yaml", request -> openApi()));
    }

    private Json health() {
        var each = Json.object();
        nodes.forEach(node -> each.put(node.name(), node.status()));
        boolean starting =
                nodes.isEmpty() || nodes.stream().anyMatch(node -> node.status().equals("starting"));
        return Json.object()
                .put("status", starting ? "starting" : "ready")
                .put("nodes", each.build())
                .build();
    }

    private static Response openApi() throws java.io.IOException {
        try (var file = Optional.ofNullable(NodeServer.class.getResourceAsStream("/souk/openapi.yaml"))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "the API description is not here"))) {
            return new Response(200, Map.of(), new Body.Bytes(file.readAllBytes(), "application/yaml"));
        }
    }

    private static SoukException missing(Path file) {
        return new SoukException(ErrorCode.NOT_FOUND, file + " is missing: start the market with ./souk up");
    }

    /// Stops the nodes side by side, then what they share.
    @Override
    public void close() {
        nodes.parallelStream().forEach(HostedNode::close);
        parts.close();
    }
}
