package souk.sdk.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

final class ComposeFileTest {
    private static final String FILE = """
            name: count
            services:
              words:
                platform: wasi/wasm
                command: ["-v", "a b"]
                environment: {LANG: C, DEPTH: 3}
                volumes: ["texts:/in:ro", "results:/out"]
                deploy: {resources: {limits: {cpus: "0.5", memory: 64M}}}
                x-souk:
                  module: ./words.wasm
                  price-ceiling: "0.05 sUSD/h"
                  timeout: 1m30s
            volumes:
              texts: {x-souk: {bucket: library, prefix: books/}}
              results: {x-souk: {bucket: results}}
            """;

    @Test
    void readsAJob() {
        var service = ComposeFile.parse(FILE).service();

        assertThat(service.name()).isEqualTo("words");
        assertThat(service.command()).containsExactly("-v", "a b");
        assertThat(service.environment()).containsEntry("DEPTH", "3");
        assertThat(service.volumes())
                .isEqualTo(List.of(
                        new ComposeFile.Volume("library", "books/", "/in", true),
                        new ComposeFile.Volume("results", "", "/out", false)));
        assertThat(service.cpuMillis()).isEqualTo(500);
        assertThat(service.memoryBytes()).isEqualTo(64L << 20);
        assertThat(service.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(service.ceiling()).contains(BigInteger.valueOf(50_000));
    }

    @Test
    void asksWhatTheFileAndTheCallerAskOfTheOffer() {
        var file = ComposeFile.parse(FILE.replace("timeout: 1m30s", "where: country == \"DE\""));

        assertThat(file.service().where()).isEqualTo("country == \"DE\"");
        assertThat(file.asking(" ").service().where()).isEqualTo("country == \"DE\" ");
        assertThat(file.asking("a || b").service().where()).isEqualTo("(country == \"DE\") && (a || b)");
        assertThat(ComposeFile.parse(FILE).asking("a || b").service().where()).isEqualTo("a || b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "platform: wasi/wasm | image: nginx      | line 4, column 5: 'image' is not supported",
                "cpus: \"0.5\"       | cpus: many        | line 8, column 41: cpus must be a number",
                "memory: 64M         | memory: 64X       | a size is a number of bytes",
                "texts:/in:ro        | books:/in         | volume 'books' is not declared",
                "texts:/in:ro        | texts:in          | a volume is NAME:/target",
                "timeout: 1m30s      | timeout: soon     | a duration is written like",
                "timeout: 1m30s      | timeout: 9999h    | a time limit must be from",
                "0.05 sUSD/h         | 0.0000001 sUSD/h  | a price ceiling is written like",
                "name: count         | nmae: count       | line 1, column 1: 'nmae' is not supported",
                "name: count         | name: [            | not YAML",
            })
    void refusesWithTheLine(String find, String replace, String expected) {
        assertThatThrownBy(() -> ComposeFile.parse(FILE.replace(find, replace)))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_COMPOSE))
                .hasMessageContaining(expected);
    }

    @Test
    void refusesAnEmptyFileAndABomb() {
        assertThatThrownBy(() -> ComposeFile.parse("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> ComposeFile.parse("x".repeat(ComposeFile.MAX_BYTES + 1)))
                .isInstanceOf(SoukException.class);
    }
}
