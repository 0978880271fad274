package souk.gateway.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.error.SoukException;
import souk.sql.InMemorySharedLog;
import souk.sql.SharedLog;
import souk.sql.SharedLogContract;

final class SealedLogTest extends SharedLogContract {
    private static final long ALL = 1L << 20;

    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private final SharedLog open = new InMemorySharedLog(() -> now);
    private final SharedLog log = new SealedLog(open, new byte[32], new SecureRandom());

    @Override
    protected SharedLog log() {
        return log;
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void nothingReadableIsInTheLogBehind() {
        add(copy("a", "CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT UNIQUE)"), "a secret name");

        var behind = open.after("db", 0, ALL);

        assertThat(behind).hasSize(2);
        assertThat(behind)
                .allSatisfy(entry -> assertThat(new String(entry, UTF_8))
                        .doesNotContain("INSERT")
                        .doesNotContain("secret"));
    }

    @Test
    void refusesEntriesOfAnotherKeyMovedEntriesAndDamagedOnes() {
        write(open, 1, sealedOf("x", 1));
        var other = new SealedLog(open, "another secret of 32 bytes ..... ".getBytes(UTF_8), new SecureRandom());

        assertThatThrownBy(() -> other.after("x", 0, ALL)).isInstanceOf(SoukException.class);
        assertThat(log.after("x", 0, ALL)).hasSize(1);

        write(open, 2, open.after("x", 0, ALL).getFirst());
        assertThatThrownBy(() -> log.after("x", 1, ALL)).isInstanceOf(SoukException.class);
    }

    @Test
    void refusesASnapshotThatWasCutShort() {
        log.keep("x", 7, List.of(new byte[] {1}, new byte[] {2}).iterator());
        var whole = new ArrayList<byte[]>();
        open.snapshot("x").orElseThrow().parts().forEachRemaining(whole::add);
        open.keep("x", 8, whole.iterator());
        open.keep("y", 7, whole.subList(0, 2).iterator());

        assertThat(whole).hasSize(3);
        assertThatThrownBy(() -> drain("x")).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> drain("y")).isInstanceOf(SoukException.class);
    }

    private void drain(String database) {
        log.snapshot(database).orElseThrow().parts().forEachRemaining(_ -> {});
    }

    private byte[] sealedOf(String database, long sequence) {
        var scratch = new InMemorySharedLog(() -> now);
        var sealing = new SealedLog(scratch, new byte[32], new SecureRandom());
        try (var turn = sealing.turn(database)) {
            turn.append(sequence, "entry".getBytes(UTF_8));
            turn.commit();
        }
        return scratch.after(database, sequence - 1, ALL).getFirst();
    }

    private static void write(SharedLog log, long sequence, byte[] entry) {
        try (var turn = log.turn("x")) {
            turn.append(sequence, entry);
            turn.commit();
        }
    }
}
