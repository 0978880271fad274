package souk.core.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeHashingTest {
    @Test
    void isThereWhereTheBuildMadeIt() throws IOException {
        var cpu = Path.of("/proc/cpuinfo");
        assumeThat(Path.of(System.getProperty("souk.gf.library"))).exists();
        assumeThat(cpu).exists();
        assumeThat(Files.readString(cpu)).contains(" sha_ni", " pclmulqdq");

        assertThat(NativeHashing.PROCESS).isPresent();
    }

    @Test
    void isAbsentWithoutItsLibrary(@TempDir Path folder) throws IOException {
        var text = Files.writeString(folder.resolve("libsouk_gf.so"), "no library");

        assertThat(NativeHashing.load(text)).isEmpty();
        assertThat(NativeHashing.load(folder.resolve("nothing.so"))).isEmpty();
    }
}
