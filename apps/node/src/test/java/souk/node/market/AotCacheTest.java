package souk.node.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AotCacheTest {
    private static final String OUTPUT = "-XX:AOTCacheOutput=";

    @TempDir
    private Path folder = Path.of("");

    private Path jar = Path.of("");
    private AotCache cache = new AotCache("node", folder, folder);

    @BeforeEach
    void buildOneJar() throws IOException {
        var libraries = Files.createDirectory(folder.resolve("lib"));
        jar = Files.createFile(libraries.resolve("a.jar"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        cache = new AotCache("node", libraries, folder);
    }

    @Test
    void isUsedOnceItIsRecorded() throws IOException {
        assertThat(cache.use()).isEmpty();
        record();

        assertThat(cache.use()).containsExactly("-XX:AOTCache=" + folder.resolve("aot/node.aot"));
        assertThat(cache.useOrRecord()).isEqualTo(cache.use());
    }

    @Test
    void isRecordedAnewAfterABuild() throws IOException {
        record();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plus(Duration.ofHours(1))));

        assertThat(cache.use()).isEmpty();
        assertThat(cache.useOrRecord().getFirst()).startsWith(OUTPUT);
    }

    @Test
    void isNotThereWhenNothingWasRecorded() {
        cache.keep();

        assertThat(cache.use()).isEmpty();
    }

    @Test
    void forgetsWhatAKilledRunRecorded() throws IOException {
        Files.writeString(folder.resolve("node.aot"), "half");
        cache.discard();
        cache.keep();

        assertThat(cache.use()).isEmpty();
    }

    private void record() throws IOException {
        var draft = cache.useOrRecord().getFirst().substring(OUTPUT.length());
        Files.writeString(Path.of(draft), "classes");
        cache.keep();
    }
}
