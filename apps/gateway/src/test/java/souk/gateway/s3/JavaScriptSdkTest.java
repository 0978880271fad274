package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `testing/javascript`: the door through the AWS SDK for JavaScript.
final class JavaScriptSdkTest {
    @TempDir
    private Path folder;

    @Test
    void theSdkForJavaScriptWorks() {
        var tests = tests();
        assertThat(tests.resolve("node_modules"))
                .as("npm packages of the test: ./souk test installs them, or npm ci in " + tests)
                .isDirectory();
        try (var door = LocalDoor.open(folder)) {
            new Command(door, "node")
                    .succeeds(
                            "node", "--test", tests.resolve("test/s3.test.mjs").toString());
        }
    }

    private static Path tests() {
        for (var above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve("testing/javascript/package.json"))) {
                return above.resolve("testing/javascript");
            }
        }
        throw new AssertionError(
                "testing/javascript is not above " + Path.of("").toAbsolutePath());
    }
}
