package souk.net.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.net.Trace;

class JsonLogsTest {
    private static final System.Logger LOG = System.getLogger("souk.test");

    @Test
    void writesOneLineOfJsonForAnEvent() {
        var trace = Trace.start(new Random(1));

        var line = logged(() -> trace.call(() -> {
            LOG.log(System.Logger.Level.INFO, "lease-opened price=7");
            return 0;
        }));

        assertThat(line.text("event")).isEqualTo("lease-opened price=7");
        assertThat(line.text("level")).isEqualTo("INFO");
        assertThat(line.text("logger")).isEqualTo("souk.test");
        assertThat(line.text("trace")).isEqualTo(trace.traceId());
        assertThat(line.text("time")).endsWith("Z");
        assertThat(line.has("exception")).isFalse();
    }

    @Test
    void tellsTheException() {
        var line = logged(() -> LOG.log(System.Logger.Level.ERROR, "failed", new IllegalStateException("why")));

        assertThat(line.text("level")).isEqualTo("ERROR");
        assertThat(line.text("exception")).contains("IllegalStateException: why", "JsonLogsTest");
    }

    @Test
    void letsNoTextForgeALine() {
        var line = logged(() -> LOG.log(System.Logger.Level.WARNING, "name=\n{\"level\":\"ERROR\"} \ud800"));

        assertThat(line.text("level")).isEqualTo("WARN");
    }

    @Test
    void leavesOutWhatIsBelowItsLevel() {
        var out = new ByteArrayOutputStream();
        try (var _ = JsonLogs.install(out, System.Logger.Level.WARNING)) {
            LOG.log(System.Logger.Level.INFO, "quiet");
        }

        assertThat(out.size()).isZero();
    }

    @Test
    void writesToAFile(@TempDir Path folder) throws IOException {
        try (var _ = JsonLogs.install(folder.resolve("node.log"), System.Logger.Level.INFO)) {
            LOG.log(System.Logger.Level.INFO, "started");
        }

        assertThat(Files.readString(folder.resolve("node.log.0"))).contains("\"event\":\"started\"");
    }

    private static JsonObject logged(Runnable work) {
        var out = new ByteArrayOutputStream();
        try (var _ = JsonLogs.install(out, System.Logger.Level.INFO)) {
            work.run();
        }
        var text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        assertThat(text.strip()).doesNotContain("\n");
        return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
