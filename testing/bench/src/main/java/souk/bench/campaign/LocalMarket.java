package souk.bench.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.trust.sigv4.Credentials;

/// A market of its own, started by the launcher, to be hurt: never one that somebody uses.
final class LocalMarket implements AutoCloseable {
    private static final long COMMAND_SECONDS = 300;
    private static final long SIGNAL_SECONDS = 10;
    /// Short, so that inventories are signed and audits run within a campaign.
    private static final int EPOCH_SECONDS = 15;

    private final Path root;
    private final Path home;
    private final int port;
    private final int providers;

    /// @param root the checkout, built
    /// @param home a folder for it alone
    LocalMarket(Path root, Path home, int port, int providers) {
        this.root = root;
        this.home = home;
        this.port = port;
        this.providers = providers;
    }

    /// @param separate whether each provider is a process of its own
    void start(boolean separate) throws InterruptedException {
        var words = new ArrayList<>(List.of(
                "up",
                "--detach",
                "--port",
                text(port),
                "--providers",
                text(providers),
                "--epoch",
                text(EPOCH_SECONDS)));
        if (separate) {
            words.add("--processes");
        }
        require(words.toArray(String[]::new));
    }

    Duration epoch() {
        return Duration.ofSeconds(EPOCH_SECONDS);
    }

    List<String> providers() {
        return IntStream.rangeClosed(1, providers).mapToObj("p%02d"::formatted).toList();
    }

    Path home() {
        return home;
    }

    URI s3() {
        return URI.create("http://127.0.0.1:" + (port + 1));
    }

    Credentials owner() {
        try {
            var account = Json.parseObject(Files.readAllBytes(home.resolve("credentials.json")))
                    .array("accounts")
                    .objects()
                    .filter(it -> it.text("name").equals("owner"))
                    .findFirst()
                    .orElseThrow();
            return new Credentials(account.text("accessKey"), account.text("secretKey"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The log of shards a provider appends to.
    Path shards(String provider) {
        return home.resolve("nodes").resolve(provider).resolve("shards");
    }

    /// Whether the process runs.
    boolean runs(String process) {
        return pid(process).flatMap(ProcessHandle::of).isPresent();
    }

    /// Sends a signal; nothing happens if the process is not there.
    void signal(String process, String signal) throws InterruptedException {
        var pid = pid(process);
        if (pid.isPresent()) {
            run(SIGNAL_SECONDS, List.of("kill", "-" + signal, Long.toString(pid.get())));
        }
    }

    /// Bounds how far the process may write into any file, as a full disk would; empty lifts it.
    void limitFiles(String process, Optional<Long> bytes) throws InterruptedException {
        var pid = pid(process);
        if (pid.isPresent()) {
            var limit = bytes.map(it -> Long.toString(it)).orElse("unlimited");
            run(
                    SIGNAL_SECONDS,
                    List.of("prlimit", "--pid", Long.toString(pid.get()), "--fsize=" + limit + ":unlimited"));
        }
    }

    /// Runs a verb of the launcher.
    ///
    /// @return its exit code and what it printed
    Map.Entry<Integer, String> souk(String... words) throws InterruptedException {
        var command = new ArrayList<>(List.of(root.resolve("souk").toString()));
        command.addAll(List.of(words));
        return run(COMMAND_SECONDS, command);
    }

    JsonObject json(String... words) throws InterruptedException {
        return (JsonObject) Json.parse(require(words).strip().lines().toList().getLast());
    }

    @Override
    public void close() {
        try {
            souk("down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String require(String... words) throws InterruptedException {
        var outcome = souk(words);
        if (outcome.getKey() != 0) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "souk " + String.join(" ", words) + " ended with " + outcome.getKey() + ": " + outcome.getValue());
        }
        return outcome.getValue();
    }

    private Map.Entry<Integer, String> run(long seconds, List<String> command) throws InterruptedException {
        try {
            var log = Files.createTempFile("souk-campaign", ".out");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("SOUK_HOME", home.toString());
            builder.environment().put("SOUK_NO_BUILD", "1");
            var process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new SoukException(ErrorCode.DEADLINE_EXCEEDED, String.join(" ", command) + " did not end");
            }
            var text = Files.readString(log);
            Files.delete(log);
            return Map.entry(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Long> pid(String process) {
        try {
            return Optional.of(
                    Long.parseLong(Files.readString(home.resolve("run").resolve(process + ".pid"))
                            .strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
