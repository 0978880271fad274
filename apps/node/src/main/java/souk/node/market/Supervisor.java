package souk.node.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.evm.AnvilState;

/// Starts the processes of a local market in order, keeps them alive, and stops them in the reverse
/// order.
final class Supervisor {
    /// The programs it starts, by their main classes.
    static final String NODE = "souk.node.Main";

    static final String GATEWAY = "souk.gateway.Main";
    /// Of a process that hosts one provider, or the relay and the auditors.
    private static final String SMALL_HEAP = "128m";

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);
    /// A process that falls this often within the window is broken, not unlucky.
    private static final int MAX_RESTARTS = 5;
    private static final Duration RESTART_WINDOW = Duration.ofMinutes(1);

    private final Home home;
    private final MarketPlan plan;
    private final Progress progress;
    private final AnvilState state;
    private final Child chain;
    private final List<Child> nodes = new ArrayList<>();
    private final List<Child> gateways = new ArrayList<>();
    private final AotCache nodeCache;
    private final AotCache gatewayCache;
    private final Map<Child, Deque<Instant>> restarts = new HashMap<>();
    private final Map<Child, Instant> resting = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    Supervisor(Home home, MarketPlan plan, Path root, Progress progress) {
        this.home = home;
        this.plan = plan;
        this.progress = progress;
        var jvm = new Jvm(root);
        var data = home.root().toString();
        this.nodeCache = jvm.cache("node", home.run());
        this.gatewayCache = jvm.cache("gateway", home.run());
        var anvil = Chain.options(root, home, plan);
        this.state = AnvilState.of(anvil);
        this.chain = new Child("chain", anvil::command, this::saveLast, home);
        for (var number = 1; number <= plan.gateways(); number++) {
            // One of them records for all.
            var cache = number == 1 ? gatewayCache.useOrRecord() : gatewayCache.use();
            var command = jvm.coding("512m", cache, GATEWAY, "--data", data, "--number", Integer.toString(number));
            gateways.add(new Child(MarketPlan.gatewayName(number), command, home));
        }
        if (plan.separate()) {
            nodes.add(separate(jvm, nodeCache.use(), "shared", plan.sharedNodes()));
            // One of them records for all.
            var providers =
                    plan.providerNodes().stream().map(MarketPlan.Member::name).toList();
            providers.forEach(name -> nodes.add(separate(
                    jvm, name.equals(providers.getFirst()) ? nodeCache.useOrRecord() : nodeCache.use(), name, name)));
        } else {
            nodes.add(new Child("nodes", jvm.large("1536m", nodeCache.useOrRecord(), NODE, "--data", data), home));
        }
    }

    private Child separate(Jvm jvm, List<String> cache, String name, String only) {
        return new Child(
                name, jvm.small(SMALL_HEAP, cache, NODE, "--data", home.root().toString(), "--only", only), home);
    }

    /// Brings everything up; returns when the market is ready.
    void start() throws IOException {
        var begun = Instant.now();
        Files.deleteIfExists(home.ready());
        int leftovers = takeOver();
        if (leftovers > 0) {
            progress.step("stopped " + leftovers + " processes that a killed supervisor left");
        }
        nodeCache.discard();
        gatewayCache.discard();
        new StartCheck(home, plan).run();
        progress.step("starting the chain");
        chain.start();
        try (var health = new Health()) {
            await(chain, () -> health.chainHead(plan.chainPort()).isPresent());
            state.start();
            if (Files.notExists(home.deployment())) {
                new Genesis(home, plan, progress).run(state::save);
            }
            requireContracts(health);
            progress.step("starting " + plan.providers() + " providers, a relay, two auditors and "
                    + (plan.gateways() == 1 ? "the gateway" : plan.gateways() + " gateways"));
            nodes.stream().filter(this::wanted).forEach(Child::start);
            gateways.stream().filter(this::wanted).forEach(Child::start);
            for (var child : nodes) {
                await(child, () -> health.ready(adminPort(child)));
            }
            for (var i = 0; i < gateways.size(); i++) {
                int port = plan.apiPort(i + 1);
                await(gateways.get(i), () -> health.ready(port));
            }
        }
        Home.write(
                home.ready(),
                Json.object()
                        .put("pid", ProcessHandle.current().pid())
                        .put("since", Instant.now().toString())
                        .build(),
                false);
        progress.step("ready after %.1f s"
                .formatted(Duration.between(begun, Instant.now()).toMillis() / 1000.0));
    }

    /// A chain that lost its state starts empty. Nodes that saw it would take that for a reorganisation.
    private void requireContracts(Health health) {
        var market = Home.read(
                        home.deployment(), json -> json.object("contracts").text("market"))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, home.deployment() + " is gone"));
        if (!health.hasCode(plan.chainPort(), market)) {
            throw new SoukException(
                    ErrorCode.CORRUPT,
                    "the chain in " + home.chain()
                            + " lost this market's contracts: restore the folder from a copy, or start anew with"
                            + " --data DIR");
        }
    }

    /// Restarts what falls, until [#stop] is called.
    void watch() throws InterruptedException {
        while (!stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            for (var child : everything()) {
                if (!wanted(child)) {
                    rest(child);
                } else if (!child.alive()) {
                    restart(child);
                }
            }
        }
    }

    /// Whoever is started again after it was stopped as asked is tried at once, however often it fell before.
    private void rest(Child child) {
        restarts.remove(child);
        resting.remove(child);
        if (child.alive()) {
            child.stop();
            progress.step(child.name() + " stopped as asked");
        }
    }

    private boolean wanted(Child child) {
        return Files.notExists(home.stopped(child.name()));
    }

    private void restart(Child child) {
        var now = Instant.now();
        if (now.isBefore(resting.getOrDefault(child, Instant.MIN))) {
            return;
        }
        var recent = restarts.computeIfAbsent(child, ignored -> new ArrayDeque<>());
        recent.removeIf(at -> at.isBefore(now.minus(RESTART_WINDOW)));
        if (recent.size() == MAX_RESTARTS) {
            resting.put(child, now.plus(RESTART_WINDOW));
            progress.step(child.name() + " fell " + MAX_RESTARTS + " times within a minute: read " + child.log()
                    + ". It is tried again in a minute");
            return;
        }
        recent.add(now);
        progress.step(child.name() + " is not running: starting it");
        child.start();
    }

    /// Stops in the order in which nothing loses its partner too early; the chain writes its state last.
    void stop() {
        stopping.countDown();
        // A start that was cut short recorded little, and whoever has to be killed may have written half.
        boolean recorded = Files.exists(home.ready());
        if (gateways.parallelStream().map(Child::close).reduce(true, Boolean::logicalAnd) && recorded) {
            gatewayCache.keep();
        }
        if (nodes.parallelStream().map(Child::close).reduce(true, Boolean::logicalAnd) && recorded) {
            nodeCache.keep();
        }
        chain.close();
        state.close();
        home.ready().toFile().delete();
        home.supervisorPid().toFile().delete();
    }

    /// Ends what a killed supervisor left running; returns how many processes that were.
    int takeOver() {
        return new Leftovers(home).end(this::saveLast);
    }

    /// What cannot be saved now was saved a second or two ago.
    private void saveLast() {
        try {
            state.saveLast();
        } catch (RuntimeException e) {
            // Whatever it is, it must not keep the chain from being stopped.
            progress.step("the chain's last blocks are not saved: " + e.getMessage());
        }
    }

    private void await(Child child, BooleanSupplier ready) {
        var deadline = Instant.now().plus(START_LIMIT);
        while (wanted(child) && !ready.getAsBoolean()) {
            if (!child.alive()) {
                throw new SoukException(
                        ErrorCode.UNAVAILABLE,
                        child.name() + " ended while starting: " + child.lastWords() + " (log: " + child.log() + ")");
            }
            if (Instant.now().isAfter(deadline)) {
                throw new SoukException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        child.name() + " is not ready after " + START_LIMIT.toSeconds() + " s: read " + child.log());
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
            }
        }
    }

    private List<Child> everything() {
        var all = new ArrayList<Child>();
        all.add(chain);
        all.addAll(nodes);
        all.addAll(gateways);
        return all;
    }

    private int adminPort(Child child) {
        return plan.providerNodes().stream()
                .filter(member -> member.name().equals(child.name()))
                .mapToInt(MarketPlan.Member::adminPort)
                .findFirst()
                .orElse(plan.adminPort());
    }
}
