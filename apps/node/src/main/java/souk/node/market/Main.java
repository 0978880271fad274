package souk.node.market;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.net.log.JsonLogs;

/// The verbs that run a market on this machine: `up`, `down`, `status`, `provider stop|start`.
public final class Main {
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
                default -> throw new SoukException(ErrorCode.BAD_REQUEST, "unknown verb " + arguments.getFirst());
            };
        } catch (SoukException e) {
            System.err.println("souk: " + e.getMessage());
            return e.code().exitCode();
        } catch (InterruptedException e) {
            return 1;
        } catch (IOException | UncheckedIOException e) {
            System.err.println("souk: " + e.getMessage());
            return 1;
        }
    }

    private int up() throws IOException, InterruptedException {
        home.create();
        var lock = lock();
        if (lock.isEmpty()) {
            System.err.println("· this market is running already");
            awaitReady();
            new Table(home, plan()).print(out);
            return 0;
        }
        var plan = planForStart();
        if (options.has("--detach")) {
            lock.get().channel().close();
            return detach();
        }
        return supervise(plan, lock.get());
    }

    private int supervise(MarketPlan plan, FileLock lock) throws InterruptedException, IOException {
        var supervisor = new Supervisor(home, plan, root, Progress.console());
        var ended = new Thread(supervisor::stop, "stop");
        Runtime.getRuntime().addShutdownHook(ended);
        Files.writeString(
                home.run().resolve("supervisor.pid"),
                Long.toString(ProcessHandle.current().pid()));
        try (var channel = lock.channel()) {
            supervisor.start();
            if (!options.has("--supervise")) {
                new Table(home, plan).print(out);
                System.err.println("Press Ctrl-C to stop; everything is kept for the next ./souk up.");
            }
            supervisor.watch();
            // The lock is given back only when every process has ended: the next start must not meet them.
            ended.join();
            return channel.isOpen() ? 0 : 1;
        } catch (SoukException e) {
            System.err.println("souk: " + e.getMessage());
            return e.code().exitCode();
        }
    }

    /// Runs the supervisor in a session of its own and shows its progress until the market is ready.
    private int detach() throws IOException, InterruptedException {
        var log = home.logs().resolve("supervisor.log");
        Files.deleteIfExists(home.run().resolve("ready.json"));
        Files.writeString(log, "");
        var command = List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--supervise",
                "--data",
                home.root().toString());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().put("SOUK_ROOT", root.toString());
        var process = builder.start();
        try (var reader = Files.newBufferedReader(log)) {
            while (true) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.isBlank()) {
                        (line.startsWith("· ") || line.startsWith("souk:") ? System.err : out).println(line);
                    }
                }
                if (Files.exists(home.run().resolve("ready.json")) || !process.isAlive()) {
                    break;
                }
                Thread.sleep(50);
            }
        }
        if (!process.isAlive()) {
            Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("souk:"))
                    .forEach(System.err::println);
            return process.exitValue() == 0 ? ErrorCode.UNAVAILABLE.exitCode() : process.exitValue();
        }
        new Table(home, plan()).print(out);
        return 0;
    }

    private int down() throws IOException, InterruptedException {
        var pidFile = home.run().resolve("supervisor.pid");
        if (Files.notExists(home.plan()) || lockFree()) {
            leftovers();
            System.err.println("· no market is running in " + home.root());
            return 0;
        }
        var supervisor =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
        supervisor.ifPresent(ProcessHandle::destroy);
        while (!lockFree()) {
            Thread.sleep(50);
        }
        System.err.println("· stopped; ./souk up resumes with everything");
        return 0;
    }

    private void leftovers() {
        if (Files.exists(home.plan())) {
            new Supervisor(home, plan(), root, Progress.console()).stopLeftovers();
        }
    }

    private int status() throws IOException {
        if (Files.notExists(home.plan())) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no market in " + home.root() + ": start one with ./souk up");
        }
        return new Status(home, plan()).print(out, options.has("--json"), !lockFree());
    }

    /// `provider stop NAME` and `provider start NAME`: what an outage looks like, and its end.
    private int provider() throws IOException, InterruptedException {
        if (options.words().size() != 2) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "usage: ./souk provider stop|start NAME");
        }
        var name = options.words().get(1);
        if (plan().members().stream().noneMatch(member -> member.name().equals(name))) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no node called " + name + ": see ./souk status");
        }
        boolean stop = options.words().getFirst().equals("stop");
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

    private MarketPlan planForStart() {
        var saved = Home.read(home.plan()).map(MarketPlan::from);
        if (saved.isPresent()) {
            refuseChange("--providers", saved.get().providers());
            refuseChange("--port", saved.get().basePort());
            refuseChange("--epoch", saved.get().epochSeconds());
            return saved.get();
        }
        var wanted = new MarketPlan(
                options.number("--port").orElse(MarketPlan.DEFAULT_PORT),
                options.number("--providers").orElse(MarketPlan.DEFAULT_PROVIDERS),
                options.number("--epoch").orElse(MarketPlan.DEFAULT_EPOCH_SECONDS),
                options.has("--processes"));
        var plan = options.value("--port").isPresent() ? wanted : Ports.firstFree(wanted);
        Home.write(home.plan(), plan.toJson(), false);
        return plan;
    }

    private void refuseChange(String option, int saved) {
        if (options.number(option).filter(value -> value != saved).isPresent()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "the market in " + home.root() + " has " + option + " " + saved
                            + ": leave the option out, or choose another --data");
        }
    }

    private MarketPlan plan() {
        return Home.read(home.plan())
                .map(MarketPlan::from)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.NOT_FOUND, "no market in " + home.root() + ": start one with ./souk up"));
    }

    private void awaitReady() throws InterruptedException {
        for (int i = 0; i < 1_200 && Files.notExists(home.run().resolve("ready.json")); i++) {
            Thread.sleep(100);
        }
    }

    private Optional<FileLock> lock() throws IOException {
        var channel = FileChannel.open(home.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = Optional.ofNullable(channel.tryLock());
        if (lock.isEmpty()) {
            channel.close();
        }
        return lock;
    }

    private boolean lockFree() throws IOException {
        if (Files.notExists(home.run().resolve("lock"))) {
            return true;
        }
        var lock = lock();
        if (lock.isPresent()) {
            lock.get().channel().close();
        }
        return lock.isPresent();
    }
}
