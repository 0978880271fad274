package souk.node.market;

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
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.evm.AnvilState;

/// Starts the processes of a local market in order, keeps them alive, and stops them in the reverse order.
final class Supervisor {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);
    /// A process that falls this often within the window is broken, not unlucky.
    private static final int MAX_RESTARTS = 5;
    private static final Duration RESTART_WINDOW = Duration.ofMinutes(1);

    private final Home home;
    private final MarketPlan plan;
    private final Path root;
    private final Progress progress;
    private final AnvilState state;
    private final Child chain;
    private final List<Child> nodes = new ArrayList<>();
    private final Child gateway;
    private final Map<Child, Deque<Instant>> restarts = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    Supervisor(Home home, MarketPlan plan, Path root, Progress progress) {
        this.home = home;
        this.plan = plan;
        this.root = root;
        this.progress = progress;
        var anvil = Chain.options(root, home, plan);
        this.state = AnvilState.of(anvil);
        this.chain = new Child("chain", anvil::command, this::saveLast, home);
        this.gateway = new Child(
                "gateway",
                java("512m", "souk.gateway.Main", "--data", home.root().toString()),
                home);
        if (plan.separate()) {
            nodes.add(node("shared", "96m", "--only", "relay,auditor-1,auditor-2"));
            plan.providerNodes().forEach(member -> nodes.add(node(member.name(), "256m", "--only", member.name())));
        } else {
            nodes.add(node("nodes", "1536m"));
        }
    }

    /// Brings everything up; returns when the market is ready.
    void start() {
        var begun = Instant.now();
        stopLeftovers();
        Ports.taken(plan).ifPresent(port -> {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "port " + port
                            + " is taken by another program: stop it, or start a market elsewhere with --data DIR --port BASE");
        });
        boolean first = Files.notExists(home.deployment());
        progress.step("starting the chain");
        chain.start();
        try (var health = new Health()) {
            await(chain, () -> health.chainHead(plan.chainPort()).isPresent());
            state.start();
            if (first) {
                new Genesis(home, plan, progress).run();
            }
            progress.step("starting " + plan.providers() + " providers, a relay, two auditors and the gateway");
            nodes.forEach(Child::start);
            gateway.start();
            for (var child : nodes) {
                await(child, () -> health.ready(adminPort(child)));
            }
            await(gateway, () -> health.ready(plan.apiPort()));
        }
        Home.write(
                home.run().resolve("ready.json"),
                Json.object()
                        .put("pid", ProcessHandle.current().pid())
                        .put("since", Instant.now().toString())
                        .build(),
                false);
        progress.step("ready after %.1f s"
                .formatted(Duration.between(begun, Instant.now()).toMillis() / 1000.0));
    }

    /// Ends what a killed supervisor left running.
    void stopLeftovers() {
        everything().forEach(child -> {
            if (child.stopLeftover()) {
                progress.step("stopped a leftover " + child.name() + " of an earlier run");
            }
        });
    }

    /// Restarts what falls, until [#stop] is called.
    void watch() throws InterruptedException {
        while (!stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            for (var child : everything()) {
                boolean wanted = Files.notExists(home.stopped(child.name()));
                if (wanted && !child.alive()) {
                    restart(child);
                } else if (!wanted && child.alive()) {
                    child.stop();
                    progress.step(child.name() + " stopped as asked");
                }
            }
        }
    }

    private void restart(Child child) {
        var recent = restarts.computeIfAbsent(child, ignored -> new ArrayDeque<>());
        recent.removeIf(at -> at.isBefore(Instant.now().minus(RESTART_WINDOW)));
        if (recent.size() == MAX_RESTARTS) {
            progress.step(child.name() + " fell " + MAX_RESTARTS + " times within a minute and stays down: read "
                    + child.log());
            recent.add(Instant.now());
        }
        if (recent.size() >= MAX_RESTARTS) {
            return;
        }
        recent.add(Instant.now());
        progress.step(child.name() + " is not running: starting it");
        child.start();
    }

    /// Stops in the order in which nothing loses its partner too early; the chain writes its state last.
    void stop() {
        stopping.countDown();
        gateway.stop();
        nodes.parallelStream().forEach(Child::stop);
        chain.stop();
        state.close();
        home.run().resolve("ready.json").toFile().delete();
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

    private void await(Child child, java.util.function.BooleanSupplier ready) {
        var deadline = Instant.now().plus(START_LIMIT);
        while (!ready.getAsBoolean()) {
            if (!child.alive() && Files.notExists(home.stopped(child.name()))) {
                throw new SoukException(
                        ErrorCode.UNAVAILABLE, child.name() + " ended while starting: read " + child.log());
            }
            if (Files.exists(home.stopped(child.name()))) {
                return;
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
        all.add(gateway);
        return all;
    }

    private int adminPort(Child child) {
        return plan.providerNodes().stream()
                .filter(member -> member.name().equals(child.name()))
                .mapToInt(MarketPlan.Member::adminPort)
                .findFirst()
                .orElse(plan.adminPort());
    }

    private Child node(String name, String heap, String... arguments) {
        var all = new ArrayList<>(List.of("--data", home.root().toString()));
        all.addAll(List.of(arguments));
        return new Child(name, java(heap, "souk.node.Main", all.toArray(String[]::new)), home);
    }

    private List<String> java(String heap, String mainClass, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                root.resolve("target/dist/lib") + "/*",
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
