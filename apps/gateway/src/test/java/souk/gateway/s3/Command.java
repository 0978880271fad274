package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program that people use, run against the door as its owner.
final class Command {
    /// Names what `.ci/run` could not install on this machine; any other program has to be there.
    private static final String MISSING = "SOUK_MISSING_CLIENTS";

    private static final long SECONDS = 240;

    private final LocalDoor door;
    private final Map<String, String> environment = new HashMap<>();

    /// @throws AssertionError if the program is not installed, though `.ci/run` would have
    Command(LocalDoor door, String program) {
        this.door = door;
        if (!isInstalled(program)) {
            var missing = System.getenv().getOrDefault(MISSING, "").split(" ", -1);
            assumeFalse(Arrays.asList(missing).contains(program), program + " cannot be had on this machine");
            fail(program + " is not on the path: install it, as .ci/run does");
        }
    }

    Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Runs it; it has to succeed.
    ///
    /// @return what it printed
    String succeeds(String... words) {
        var outcome = run(words);
        assertThat(outcome.getKey())
                .as(String.join(" ", words) + ":\n" + outcome.getValue())
                .isZero();
        return outcome.getValue();
    }

    /// @return the exit code and what it printed
    Map.Entry<Integer, String> run(String... words) {
        try {
            var log = Files.createTempFile("souk-client", ".out");
            var builder = new ProcessBuilder(new ArrayList<>(List.of(words)))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            var credentials = LocalDoor.OWNER.credentials();
            builder.environment().put("AWS_ENDPOINT_URL", door.uri().toString());
            builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
            builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretKey());
            builder.environment().put("AWS_DEFAULT_REGION", LocalDoor.REGION);
            builder.environment().put("AWS_REGION", LocalDoor.REGION);
            // rclone does not start while this names a bundle.
            builder.environment().remove("AWS_CA_BUNDLE");
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(String.join(" ", words) + " did not end:\n" + Files.readString(log));
            }
            var text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            Files.delete(log);
            return Map.entry(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isInstalled(String program) {
        var path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each).resolve(program)));
    }
}
