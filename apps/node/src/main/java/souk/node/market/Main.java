package souk.node.market;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.net.log.JsonLogs;
import souk.node.provider.ProviderNode;

/// The verbs that run a market on this machine: `up`, `down`, `status`, `provider stop|start`, `gateway
/// stop|start`.
public final class Main {
    /// Longer than the chain and the nodes are given to end, one after the other.
    private static final Duration STOP_LIMIT = Child.STOP.multipliedBy(4);

    private final Home home;
    private final Options options;
    private final Path root;
    private final PrintStream out;

    private Main(Home home, Options options, Path root, PrintStream out) {
        this.home = home;
        this.options = options;
        this.root = root;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments)));
    }

    private static int run(List<String> arguments) {
        JsonLogs.install(System.err, System.Logger.Level.WARNING);
        try {
            var options = Options.parse(arguments.subList(1, arguments.size()));
            var root = Path.of(Optional.ofNullable(System.getenv("SOUK_ROOT")).orElse("."));
            var main = new Main(Home.of(options.value("--data"), System.getenv()), options, root, System.out);
            return switch (arguments.getFirst()) {
                case "up" -> main.up();
                case "down" -> main.down();
                case "status" -> main.status();
                case "provider" -> main.provider();
                case "gateway" -> main.gateway();
                default -> throw new SoukException(ErrorCode.BAD_REQUEST, "unknown verb " + arguments.getFirst());
            };
        } catch (SoukException e) {
            System.err.println("souk: " + e.getMessage());
            return e.code().exitCode();
        } catch (InterruptedException e) {
            return 1;
        } catch (IOException | UncheckedIOException e) {
            return complain(e);
        }
    }

    private static int complain(Exception e) {
        if (e instanceof AccessDeniedException || e.getCause() instanceof AccessDeniedException) {
            System.err.println("souk: no access (" + e.getMessage()
                    + "): run as the owner of the folder, or choose another one with --data");
            return ErrorCode.UNAVAILABLE.exitCode();
        }
        System.err.println("souk: " + e.getMessage());
        return 1;
    }

    private int up() throws IOException, InterruptedException {
        home.create();
        var lock = MarketLock.take(home);
        if (lock.isEmpty()) {
            System.err.println("· this market is running already");
            refuseChanges(plan());
            refuseChange("--gateways", plan().gateways());
            awaitReady();
            new Table(home, plan()).print(out);
            return 0;
        }
        try (var held = lock.get()) {
            var plan = planForStart();
            if (!options.has("--detach")) {
                return supervise(plan);
            }
        }
        return new Detached(home, root, out).up();
    }

    /// Runs the market in this process, which holds its lock until every process has ended: the next
    /// start must not meet them.
    private int supervise(MarketPlan plan) throws InterruptedException, IOException {
        Files.writeString(
                home.supervisorPid(), Long.toString(ProcessHandle.current().pid()));
        var supervisor = new Supervisor(home, plan, root, Progress.console());
        var ended = new Thread(supervisor::stop, "stop");
        Runtime.getRuntime().addShutdownHook(ended);
        supervisor.start();
        if (!options.has("--supervise")) {
            new Table(home, plan).print(out);
            System.err.println("Press Ctrl-C to stop; everything is kept for the next ./souk up.");
        }
        supervisor.watch();
        ended.join();
        return 0;
    }

    private int down() throws IOException, InterruptedException {
        if (!MarketLock.held(home)) {
            int ended = savedPlan().map(this::takeOver).orElse(0);
            System.err.println(
                    ended > 0
                            ? "· stopped " + ended
                                    + " processes that a killed supervisor left; ./souk up resumes with everything"
                            : "· no market is running in " + home.root());
            return 0;
        }
        var supervisor = supervisor();
        supervisor.ifPresent(ProcessHandle::destroy);
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (MarketLock.held(home)) {
            if (System.nanoTime() > end) {
                throw new SoukException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "the supervisor"
                                + supervisor
                                        .map(it -> " (process " + it.pid() + ")")
                                        .orElse("") + " does not end: kill -9 it, then ./souk down ends the rest");
            }
            Thread.sleep(50);
        }
        System.err.println("· stopped; ./souk up resumes with everything");
        return 0;
    }

    private int takeOver(MarketPlan plan) {
        return new Supervisor(home, plan, root, Progress.console()).takeOver();
    }

    /// Who holds the lock; empty in the moment before it has said so, when the file may name somebody
    /// else.
    private Optional<ProcessHandle> supervisor() throws IOException {
        try {
            return ProcessHandle.of(Long.parseLong(
                            Files.readString(home.supervisorPid()).strip()))
                    .filter(it -> Leftovers.arguments(it).contains(Main.class.getName()));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private int status() {
        var plan = plan();
        boolean supervised = MarketLock.held(home);
        int leftovers = supervised ? 0 : new Leftovers(home).count();
        if (leftovers > 0) {
            System.err.println("· the supervisor was killed, " + leftovers
                    + " processes run on: ./souk up starts anew with everything, ./souk down ends them");
        }
        return new Status(home, plan).print(out, options.has("--json"), supervised);
    }

    /// `provider stop NAME` and `provider start NAME`: what an outage looks like, and its end.
    private int provider() throws IOException, InterruptedException {
        if (options.words().size() != 2) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "usage: ./souk provider stop|start|drain|price NAME");
        }
        var name = options.words().get(1);
        if (plan().members().stream().noneMatch(member -> member.name().equals(name))) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no node called " + name + ": see ./souk status");
        }
        if (options.words().getFirst().equals("price")) {
            return price(name);
        }
        if (options.words().getFirst().equals("drain")) {
            Files.writeString(home.node(name).resolve(ProviderNode.DRAIN), "");
            System.err.println(
                    "· " + name + " takes nothing new and gives notice on its storage leases; what it keeps moves"
                            + " before they end: see ./souk lease list");
            return 0;
        }
        boolean stop = options.words().getFirst().equals("stop");
        if (!stop) {
            Files.deleteIfExists(home.node(name).resolve(ProviderNode.DRAIN));
        }
        if (stop) {
            Files.writeString(home.stopped(name), "");
        } else {
            Files.deleteIfExists(home.stopped(name));
        }
        var status = new Status(home, plan());
        for (int i = 0; i < 300 && status.nodeReady(name) == stop; i++) {
            Thread.sleep(50);
        }
        System.err.println("· " + name + (status.nodeReady(name) ? " is running" : " is stopped"));
        return status.nodeReady(name) == stop ? ErrorCode.DEADLINE_EXCEEDED.exitCode() : 0;
    }

    /// `gateway stop` and `gateway start`, of all gateways: a recovery needs the rest of the market while
    /// there is none.
    private int gateway() throws IOException, InterruptedException {
        var plan = plan();
        boolean stop = options.words().equals(List.of("stop"));
        if (!stop && !options.words().equals(List.of("start"))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "usage: ./souk gateway stop|start");
        }
        for (int number = 1; number <= plan.gateways(); number++) {
            var marker = home.stopped(MarketPlan.gatewayName(number));
            if (stop) {
                Files.writeString(marker, "");
            } else {
                Files.deleteIfExists(marker);
            }
        }
        boolean ready = stop;
        for (int i = 0; i < 600 && ready == stop && MarketLock.held(home); i++) {
            Thread.sleep(50);
            ready = stop ? gatewaysReady(plan) > 0 : gatewaysReady(plan) == plan.gateways();
        }
        System.err.println("· the gateway " + (ready ? "is running" : stop ? "is stopped" : "starts with the market"));
        return ready == stop && MarketLock.held(home) ? ErrorCode.DEADLINE_EXCEEDED.exitCode() : 0;
    }

    /// `provider price NAME --indexed PERCENT` and `provider price NAME --fixed`: its offers follow within
    /// seconds.
    private int price(String name) throws IOException {
        var percent = options.number("--indexed");
        if (percent.isPresent() == options.has("--fixed")) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "usage: ./souk provider price NAME --indexed PERCENT|--fixed");
        }
        if (percent.isEmpty()) {
            PricingFile.clear(home.node(name));
        } else {
            PricingFile.index(home.node(name), percent.get());
        }
        System.err.println("· " + name
                + percent.map(it -> " asks " + it + " % of the base price").orElse(" asks its own price"));
        return 0;
    }

    private static long gatewaysReady(MarketPlan plan) {
        try (var health = new Health()) {
            return IntStream.rangeClosed(1, plan.gateways())
                    .filter(number -> health.ready(plan.apiPort(number)))
                    .count();
        }
    }

    /// The plan that was saved. Until the market is made, other options may still change it.
    private MarketPlan planForStart() {
        var saved = savedPlan();
        if (saved.isPresent() && Files.exists(home.deployment())) {
            refuseChanges(saved.get());
            return withGateways(saved.get());
        }
        int epoch = options.number("--epoch")
                .orElse(saved.map(MarketPlan::epochSeconds).orElse(MarketPlan.DEFAULT_EPOCH_SECONDS));
        var storage = saved.map(MarketPlan::storage)
                .orElse(StoragePlan.local(epoch))
                .with(options.value("--profile"), options.number("--lease"), options.number("--offline"))
                .requireLasting(epoch);
        var near = options.value("--max-deviation").map(storage::within).orElse(storage);
        var promised = options.value("--slo")
                .map(Main::slo)
                .map(near::promising)
                .orElse(near)
                .requireJudged(epoch);
        var chosen = options.has("--delegate-repair") ? promised.delegating() : promised;
        var wanted = new MarketPlan(
                options.number("--port").orElse(saved.map(MarketPlan::basePort).orElse(MarketPlan.DEFAULT_PORT)),
                options.number("--providers")
                        .orElse(saved.map(MarketPlan::providers).orElse(MarketPlan.DEFAULT_PROVIDERS)),
                epoch,
                options.has("--processes") || saved.map(MarketPlan::separate).orElse(false),
                saved.map(MarketPlan::gateways).orElse(1),
                options.number("--relays").orElse(saved.map(MarketPlan::relays).orElse(1)),
                chosen);
        return withGateways(
                options.value("--port").isPresent() || saved.isPresent() ? wanted : Ports.firstFree(wanted));
    }

    /// The text of an OpenSLO file; empty for `none`.
    private static String slo(String file) {
        if (file.equals("none")) {
            return "";
        }
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new SoukException(ErrorCode.NOT_FOUND, "cannot read the OpenSLO file " + file, e);
        }
    }

    /// Saves the plan with as many gateways as are asked for now, and where their log is.
    private MarketPlan withGateways(MarketPlan before) {
        var plan = options.number("--gateways").map(before::withGateways).orElse(before);
        options.value("--metadata")
                .ifPresent(url -> Home.write(
                        home.metadata(), Json.object().put("url", url).build(), true));
        if (plan.gateways() > 1 && Files.notExists(home.metadata())) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "several gateways share their metadata in PostgreSQL: add --metadata"
                            + " postgres://USER:PASSWORD@HOST:PORT/DATABASE");
        }
        Home.write(home.plan(), plan.toJson(), false);
        return plan;
    }

    private void refuseChanges(MarketPlan saved) {
        refuseChange("--providers", saved.providers());
        refuseChange("--port", saved.basePort());
        refuseChange("--relays", saved.relays());
        refuseChange("--epoch", saved.epochSeconds());
        refuseChange("--lease", saved.storage().leaseSeconds());
        refuseChange("--offline", saved.storage().offlineSeconds());
        if (options.value("--max-deviation")
                .filter(it -> !it.equals(saved.storage().maxDeviation()))
                .isPresent()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "the market in " + home.root() + " has another --max-deviation: leave the option out, or choose"
                            + " another --data");
        }
        if (options.value("--slo")
                .filter(it -> !slo(it).equals(saved.storage().slo()))
                .isPresent()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "the market in " + home.root()
                            + " has other service levels: leave --slo out, or choose another --data");
        }
        if (options.has("--delegate-repair") && !saved.storage().delegateRepair()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "in the market in " + home.root()
                            + " the gateway repairs: leave --delegate-repair out, or choose another --data");
        }
        if (options.has("--processes") && !saved.separate()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "the providers of the market in " + home.root()
                            + " share a process: leave --processes out, or choose another --data");
        }
    }

    private void refuseChange(String option, long saved) {
        if (options.number(option).filter(value -> value != saved).isPresent()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "the market in " + home.root() + " has " + option + " " + saved
                            + ": leave the option out, or choose another --data");
        }
    }

    private Optional<MarketPlan> savedPlan() {
        return Home.read(home.plan(), MarketPlan::from);
    }

    private MarketPlan plan() {
        return savedPlan()
                .orElseThrow(() -> new SoukException(
                        ErrorCode.NOT_FOUND, "no market in " + home.root() + ": start one with ./souk up"));
    }

    /// Waits for the start that is under way.
    private void awaitReady() throws InterruptedException {
        while (Files.notExists(home.ready())) {
            if (!MarketLock.held(home)) {
                throw new SoukException(
                        ErrorCode.UNAVAILABLE,
                        "the other start ended before the market was ready: try again, or read " + home.logs());
            }
            Thread.sleep(100);
        }
    }
}
