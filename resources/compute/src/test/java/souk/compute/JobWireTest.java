package souk.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobWireTest {
    private static final Usage USAGE = new Usage(1, 2, Long.MAX_VALUE, 4, 5, 6);

    static Stream<JobOutcome> outcomes() {
        return Stream.of(
                new JobOutcome.Completed(-1, USAGE),
                new JobOutcome.TimedOut(USAGE),
                new JobOutcome.OutOfMemory(USAGE),
                new JobOutcome.OutOfInstructions(USAGE),
                new JobOutcome.Trapped("durch Null geteilt ÷", USAGE),
                new JobOutcome.Refused("no", Usage.NONE),
                new JobOutcome.Cancelled(USAGE));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void anOutcomeArrivesAsItWasSent(JobOutcome outcome) throws IOException {
        var out = new ByteArrayOutputStream();

        JobWire.writeOutcome(new DataOutputStream(out), outcome);

        assertThat(JobWire.readOutcome(in(out))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void aJobArrivesAsItWasSent(Surroundings surroundings) throws IOException {
        var limits = new Limits(1 << 20, Duration.ofMillis(1_234), 5, 6, 7);
        var mount = new Mount(Path.of("somewhere"), "/in", true);
        var job = new WasmJob(
                new byte[] {1, 2, 3}, List.of("", "a b"), Map.of("K", "v"), List.of(mount), limits, surroundings);
        var out = new ByteArrayOutputStream();

        JobWire.writeJob(new DataOutputStream(out), job);

        assertThat(JobWire.readJob(in(out))).usingRecursiveComparison().isEqualTo(job);
    }

    static Stream<Surroundings> surroundings() {
        return Stream.of(new Surroundings.Live(), new Surroundings.Fixed(-3, 9));
    }

    @Test
    void readingsFollowTheMetersOfALease() {
        assertThat(new Usage(1, 2, 3, 4, 5, 6).readings().stream().map(Number::longValue))
                .containsExactly(1L, 2L, 0L, 6L, 3L);
    }

    private static DataInputStream in(ByteArrayOutputStream out) {
        return new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
    }
}
