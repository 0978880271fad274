package souk.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// A whole local market in a folder of its own, started by the launcher as a user would.
final class Market implements AutoCloseable {
    static final int EPOCH_SECONDS = 15;
    /// The first port; another one lets two checkouts test at once.
    private static final int FIRST_PORT = Integer.parseInt(System.getenv().getOrDefault("SOUK_TEST_PORT", "9400"));

    /// More than a market takes.
    private static final int PORTS = 200;

    private static final int SECOND_GATEWAY = 7;

    private static final Duration COMMAND = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Path root = repository();
    private final Path data;
    private final int port;

    /// What a command printed, and how it ended.
    record Outcome(int exitCode, String text) {
        JsonObject json() {
            return (JsonObject) Json.parse(text.strip().lines().toList().getLast());
        }
    }

    private Market(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /// A folder in which nothing was started yet.
    ///
    /// @param slot so that markets of several tests can be up at once
    static Market in(Path data, int slot) {
        return new Market(data, FIRST_PORT + slot * PORTS);
    }

    static Market start(Path data, int slot, String... options) {
        var market = in(data, slot);
        var words = new ArrayList<>(market.up());
        words.addAll(List.of(options));
        market.require(words.toArray(String[]::new));
        return market;
    }

    /// The words of a first start.
    List<String> up() {
        return List.of("up", "--detach", "--port", Integer.toString(port), "--epoch", Integer.toString(EPOCH_SECONDS));
    }

    Path data() {
        return data;
    }

    int port() {
        return port;
    }

    Path root() {
        return root;
    }

    /// Runs a verb of the launcher.
    Outcome souk(String... words) {
        var command = new ArrayList<>(List.of(root.resolve("souk").toString()));
        command.addAll(List.of(words));
        return run(Map.of(), command);
    }

    /// Runs a verb that has to succeed.
    Outcome require(String... words) {
        var outcome = souk(words);
        if (outcome.exitCode != 0) {
            throw new AssertionError(
                    "souk " + String.join(" ", words) + " ended with " + outcome.exitCode + ":\n" + outcome.text);
        }
        return outcome;
    }

    /// Runs a real client with the variables that `souk env` prints.
    Outcome client(String... command) {
        var variables = require("env", "--json").json();
        var environment = new java.util.HashMap<String, String>();
        variables.members().keySet().forEach(name -> environment.put(name, variables.text(name)));
        return run(environment, List.of(command));
    }

    S3Client s3(String account) {
        return s3(account, ClientOverrideConfiguration.builder().build());
    }

    /// A client that reports a failure at once instead of trying again.
    S3Client impatient(String account) {
        return s3(
                account,
                ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .build());
    }

    /// A client of the second gateway that reports a failure at once.
    S3Client impatientOfSecond(String account) {
        var configuration = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .build();
        return s3(account, configuration, Optional.of(URI.create("http://127.0.0.1:" + (port + SECOND_GATEWAY))));
    }

    private S3Client s3(String account, ClientOverrideConfiguration configuration) {
        return s3(account, configuration, Optional.empty());
    }

    private S3Client s3(String account, ClientOverrideConfiguration configuration, Optional<URI> endpoint) {
        var variables = require("env", "--json", "--account", account).json();
        return S3Client.builder()
                .endpointOverride(endpoint.orElseGet(() -> URI.create(variables.text("AWS_ENDPOINT_URL"))))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .overrideConfiguration(configuration)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        variables.text("AWS_ACCESS_KEY_ID"), variables.text("AWS_SECRET_ACCESS_KEY"))))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /// Kills a process of the market as a power cut would.
    void kill(String process) {
        var handle = process(process);
        handle.destroyForcibly();
        handle.onExit().join();
    }

    ProcessHandle process(String name) {
        try {
            var pid = Files.readString(data.resolve("run").resolve(name + ".pid"));
            return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitHealthy() {
        await(Duration.ofMinutes(2), () -> souk("status", "--json").exitCode == 0);
    }

    static void await(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Starts a verb of the launcher without waiting for it.
    Process begin(String... words) {
        try {
            var command = new ArrayList<>(List.of(root.resolve("souk").toString()));
            command.addAll(List.of(words));
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            prepare(builder);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare(ProcessBuilder builder) {
        builder.environment().put("SOUK_HOME", data.toString());
        builder.environment().put("SOUK_NO_BUILD", "1");
        // rclone does not start while this names a bundle.
        builder.environment().remove("AWS_CA_BUNDLE");
    }

    private Outcome run(Map<String, String> environment, List<String> command) {
        try {
            var log = Files.createTempFile("souk-test", ".out");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            prepare(builder);
            var process = builder.start();
            if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
            var text = Files.readString(log, StandardCharsets.UTF_8);
            Files.delete(log);
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new AssertionError(command.getFirst() + " cannot be run: install it, as .ci/run does", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Path repository() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("souk"))) {
                return folder;
            }
        }
        throw new AssertionError("the launcher is not above " + Path.of("").toAbsolutePath());
    }

    @Override
    public void close() {
        souk("down");
    }
}
