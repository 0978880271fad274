package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The door through the command `aws`, where it is installed.
final class AwsCommandTest {
    private static final int BYTES = 17 << 20;

    @TempDir
    private Path folder;

    private LocalDoor door;

    @BeforeEach
    void open() {
        assumeTrue(isInstalled(), "aws is not on the path");
        door = LocalDoor.open(folder);
    }

    @AfterEach
    void close() {
        if (door != null) {
            door.close();
        }
    }

    @Test
    void copiesListsAndRemoves() throws Exception {
        var file = folder.resolve("big.bin");
        var bytes = new byte[BYTES];
        new Random(3).nextBytes(bytes);
        Files.write(file, bytes);

        aws("s3", "mb", "s3://commands");
        aws("s3", "cp", "--no-progress", file.toString(), "s3://commands/a/big.bin");
        aws("s3", "cp", "--no-progress", "s3://commands/a/big.bin", "s3://commands/b/copy.bin");
        aws(
                "s3",
                "cp",
                "--no-progress",
                "s3://commands/b/copy.bin",
                folder.resolve("back.bin").toString());

        assertThat(aws("s3", "ls", "s3://commands/", "--recursive")).contains("a/big.bin", "b/copy.bin");
        assertThat(folder.resolve("back.bin")).hasBinaryContent(bytes);
        aws("s3", "rb", "--force", "s3://commands");
        assertThat(aws("s3", "ls")).doesNotContain("commands");
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("aws"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var credentials = LocalDoor.OWNER.credentials();
        builder.environment().put("AWS_ENDPOINT_URL", door.uri().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretKey());
        builder.environment().put("AWS_DEFAULT_REGION", LocalDoor.REGION);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static boolean isInstalled() {
        var path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each).resolve("aws")));
    }
}
