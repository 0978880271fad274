package souk.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.value.Digest;

/// Jobs in real processes.
class ProcessSandboxIT {
    @TempDir
    Path directory;

    private ProcessSandbox sandbox;

    @BeforeEach
    void open() {
        sandbox = ProcessSandbox.open(new SandboxOptions(directory.resolve("sandbox"), 0, 1 << 20, false));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void runsAJobToItsResult() throws Exception {
        Path in = Files.createDirectory(directory.resolve("in"));
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.writeString(in.resolve("a.txt"), "to be or not to be\n".repeat(50_000));
        var printed = new Printed();

        var outcome =
                sandbox.run(Jobs.of("wordcount", new Mount(in, "/in", true), new Mount(out, "/out", false)), printed);

        assertThat(outcome).isInstanceOf(JobOutcome.Completed.class);
        assertThat(printed.text()).isEqualTo("300000 words, 4 distinct\n");
        assertThat(out.resolve("result.txt")).hasContent("100000 be\n100000 to\n50000 not\n50000 or\n");
        assertThat(outcome.usage().cpuMillis()).isPositive();
        assertThat(outcome.usage().instructions()).isGreaterThan(1_000_000);
    }

    @Test
    void aCommitmentSurvivesItsJson() throws Exception {
        var outcome = sandbox.run(Jobs.of("hello"), OutputSink.NONE);
        var commitment = new ResultCommitment(
                Digest.of(Sha256.hash(Modules.read("hello"))),
                new TreeMap<>(),
                FileDigest.ofDirectory(Files.createDirectory(directory.resolve("empty")), 0),
                0,
                outcome.usage());

        assertThat(ResultCommitment.from(Json.parseObject(commitment.canonical())))
                .isEqualTo(commitment);
    }

    @Test
    void everyLimitHoldsInTheProcess() {
        assertThat(sandbox.run(Jobs.of("hog"), OutputSink.NONE)).isInstanceOf(JobOutcome.OutOfMemory.class);
        assertThat(sandbox.run(Jobs.of("spin", List.of(), Jobs.withInstructions(1_000_000)), OutputSink.NONE))
                .isInstanceOf(JobOutcome.OutOfInstructions.class);
        assertThat(sandbox.run(Jobs.of("spin", List.of(), Jobs.withWallTime(Duration.ofMillis(300))), OutputSink.NONE))
                .isInstanceOf(JobOutcome.TimedOut.class);
        assertThat(sandbox.run(Jobs.of("foreign"), OutputSink.NONE)).isInstanceOf(JobOutcome.Refused.class);
        assertThat(sandbox.run(Jobs.of(new byte[1_000_000]), OutputSink.NONE)).isInstanceOf(JobOutcome.Refused.class);
    }

    @Test
    void aFloodOfOutputIsCutOff() {
        var printed = new Printed();

        var outcome = sandbox.run(Jobs.of("flood"), printed);

        assertThat(outcome).isInstanceOf(JobOutcome.Completed.class);
        assertThat(printed.bytes()).hasSize((int) Jobs.LIMITS.streamBytes());
    }

    @Test
    void cancelsARunningJob() {
        var job = sandbox.start(Jobs.of("spin", List.of(), Jobs.withWallTime(Duration.ofMinutes(5))), OutputSink.NONE);

        job.cancel();

        assertThat(job.await()).isInstanceOf(JobOutcome.Cancelled.class);
    }

    @Test
    void anInterruptCancels() throws Exception {
        var outcomes = new LinkedBlockingQueue<JobOutcome>();
        var caller = Thread.ofVirtual().start(() -> {
            outcomes.add(
                    sandbox.run(Jobs.of("spin", List.of(), Jobs.withWallTime(Duration.ofMinutes(5))), OutputSink.NONE));
        });

        caller.interrupt();

        assertThat(outcomes.take()).isInstanceOf(JobOutcome.Cancelled.class);
    }

    @Test
    void jobsRunSideBySide() throws Exception {
        var first = sandbox.start(Jobs.of("hello"), OutputSink.NONE);
        var second = sandbox.start(Jobs.of("hello"), OutputSink.NONE);

        assertThat(first.await()).isInstanceOf(JobOutcome.Completed.class);
        assertThat(second.await()).isInstanceOf(JobOutcome.Completed.class);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        sandbox.run(Jobs.of("hello"), OutputSink.NONE);

        try (var left = Files.list(directory.resolve("sandbox"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("job-")))
                    .isEmpty();
        }
    }

    @Test
    void sparesAndTheStartCacheServeJobs() throws Exception {
        var options = SandboxOptions.in(directory.resolve("warm"));
        try (var warm = ProcessSandbox.open(options)) {
            while (warm.readySpares() == 0) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 3; i++) {
                assertThat(warm.run(Jobs.of("hello"), OutputSink.NONE)).isInstanceOf(JobOutcome.Completed.class);
            }
        }
        try (var files = Files.list(options.directory())) {
            assertThat(files.map(path -> path.getFileName().toString())).anyMatch(name -> name.endsWith(".aot"));
        }
    }
}
