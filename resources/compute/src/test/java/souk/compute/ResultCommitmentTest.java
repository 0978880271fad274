package souk.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.value.Digest;

class ResultCommitmentTest {
    private static final Digest DIGEST = new Digest("0x" + "ab".repeat(32));
    private static final String HEX = DIGEST.hex();

    @TempDir
    Path directory;

    @Test
    void itsCanonicalFormIsSorted() {
        assertThat(new String(commitment(0, usage(7)).canonical(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"exitCode\":0,\"inputs\":{\"in/a\":\"" + HEX + "\",\"in/b\":\"" + HEX + "\"},\"module\":\""
                                + HEX + "\",\"outputs\":{\"out/r\":{\"sha256\":\"" + HEX
                                + "\",\"size\":9}},\"usage\":{\"cpuMillis\":7,\"instructions\":\"3\","
                                + "\"memoryByteSeconds\":\"2\",\"outputBytes\":9,\"peakMemoryBytes\":5,\"wallMillis\":4}}");
    }

    @Test
    void survivesItsJson() {
        var commitment = commitment(-1, usage(7));

        assertThat(ResultCommitment.from(Json.parseObject(commitment.canonical())))
                .isEqualTo(commitment);
    }

    @Test
    void twoRunsAgreeWhateverTimeTheyTook() {
        var one = commitment(0, usage(7));
        var other = commitment(0, usage(8));

        assertThat(one.repeatableDigest()).isEqualTo(other.repeatableDigest());
        assertThat(one.digest()).isNotEqualTo(other.digest());
        assertThat(one.repeatableDigest()).isNotEqualTo(commitment(1, usage(7)).repeatableDigest());
    }

    @Test
    void digestsAllFilesOfADirectory() throws Exception {
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/a"), "abc");
        Files.writeString(directory.resolve("b"), "");

        var digests = FileDigest.ofDirectory(directory, 3);

        assertThat(digests)
                .containsExactly(
                        Map.entry(
                                "b",
                                new FileDigest(
                                        new Digest(
                                                "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                                        0)),
                        Map.entry(
                                "sub/a",
                                new FileDigest(
                                        new Digest(
                                                "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                                        3)));
    }

    @Test
    void refusesADirectoryThatIsTooLargeOrHoldsLinks() throws Exception {
        Files.writeString(directory.resolve("a"), "abc");
        assertThatThrownBy(() -> FileDigest.ofDirectory(directory, 2)).isInstanceOf(SoukException.class);

        Files.createSymbolicLink(directory.resolve("l"), directory.resolve("a"));
        assertThatThrownBy(() -> FileDigest.ofDirectory(directory, 9)).isInstanceOf(SoukException.class);
    }

    private static Usage usage(long cpuMillis) {
        return new Usage(cpuMillis, 2, 3, 4, 5, 9);
    }

    private static ResultCommitment commitment(int exitCode, Usage usage) {
        return new ResultCommitment(
                DIGEST,
                new TreeMap<>(Map.of("in/b", DIGEST, "in/a", DIGEST)),
                new TreeMap<>(Map.of("out/r", new FileDigest(DIGEST, 9))),
                exitCode,
                usage);
    }
}
