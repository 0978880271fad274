package souk.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What guests can and cannot do, in this process: the fences here are WebAssembly and the gate.
class GuestRunTest {
    private static final int NO_SPACE = 51;
    private static final int NOT_SUPPORTED = 58;
    private static final int READ_ONLY = 69;

    @TempDir
    Path directory;

    private final Printed printed = new Printed();

    @Test
    void printsAndReturns() throws Exception {
        var outcome = run(Jobs.of("hello"));

        assertThat(outcome).isInstanceOf(JobOutcome.Completed.class);
        assertThat(((JobOutcome.Completed) outcome).exitCode()).isZero();
        assertThat(printed.text()).isEqualTo("hello\n");
        assertThat(outcome.usage().instructions()).isEqualTo(12);
        assertThat(outcome.usage().peakMemoryBytes()).isEqualTo(Limits.PAGE_BYTES);
    }

    @Test
    void countsWords() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("in")).resolve("a.txt"), "Tea, tea and more tea.");
        Files.createDirectory(directory.resolve("out"));

        var outcome = run(Jobs.of("wordcount", mount("in", true), mount("out", false)));

        assertThat(outcome).isInstanceOf(JobOutcome.Completed.class);
        assertThat(directory.resolve("out/result.txt")).hasContent("3 tea\n1 and\n1 more\n");
        assertThat(printed.text()).isEqualTo("5 words, 3 distinct\n");
        assertThat(outcome.usage().outputBytes()).isEqualTo(19);
    }

    @Test
    void theSameJobUsesTheSameInstructions() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("in")).resolve("a.txt"), "one two ".repeat(9_999));
        Files.createDirectory(directory.resolve("out"));
        var job = Jobs.of("wordcount", mount("in", true), mount("out", false));

        long first = run(job).usage().instructions();
        long second = run(job).usage().instructions();

        assertThat(first).isEqualTo(second).isGreaterThan(80_000);
    }

    @Test
    void fixedSurroundingsAreTheSameInEveryRun() throws Exception {
        run(Jobs.of("chance"));
        byte[] first = printed.bytes();
        run(Jobs.of("chance"));
        byte[] both = printed.bytes();

        assertThat(first).hasSize(24);
        assertThat(Arrays.copyOfRange(both, 24, 48)).isEqualTo(first);
    }

    @Test
    void liveSurroundingsDiffer() throws Exception {
        var fixed = Jobs.of("chance");
        var live = new WasmJob(fixed.module(), List.of(), Map.of(), List.of(), fixed.limits(), new Surroundings.Live());

        run(live);
        byte[] first = printed.bytes();
        run(live);

        assertThat(Arrays.copyOfRange(printed.bytes(), 24, 32)).isNotEqualTo(Arrays.copyOf(first, 8));
    }

    @Test
    void aSleepUntilAFixedTimeEnds() throws Exception {
        assertThat(exitCode(run(Jobs.of("sleep")))).isZero();
    }

    @Test
    void anEndlessLoopRunsOutOfInstructions() throws Exception {
        var outcome = run(Jobs.of("spin", List.of(), Jobs.withInstructions(10_000_000)));

        assertThat(outcome).isInstanceOf(JobOutcome.OutOfInstructions.class);
        assertThat(outcome.usage().instructions()).isEqualTo(10_000_000);
    }

    @Test
    void aStartFunctionIsMeteredToo() throws Exception {
        var outcome = run(Jobs.of("start", List.of(), Jobs.withInstructions(10_000_000)));

        assertThat(outcome).isInstanceOf(JobOutcome.OutOfInstructions.class);
    }

    @Test
    void theHelpersOfTheInstrumentationGiveNoFuel() throws Exception {
        var outcome = run(Jobs.of("cheat", List.of(), Jobs.withInstructions(10_000_000)));

        assertThat(outcome).isNotInstanceOf(JobOutcome.TimedOut.class);
        assertThat(outcome.usage().instructions()).isLessThanOrEqualTo(10_000_000);
    }

    @Test
    void damagedProgramsEndLikeAnyOther() throws Exception {
        byte[] original = Modules.read("control");
        var random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = original.clone();
            damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();

            var job = new WasmJob(damaged, List.of(), Map.of(), List.of(), Jobs.withInstructions(100_000), Jobs.FIXED);

            assertThat(run(job).usage().instructions()).isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void anEndlessLoopRunsOutOfTime() throws Exception {
        var outcome = run(Jobs.of("spin", List.of(), Jobs.withWallTime(Duration.ofMillis(300))));

        assertThat(outcome).isInstanceOf(JobOutcome.TimedOut.class);
    }

    @Test
    void aMemoryHogIsStoppedAtItsLimit() throws Exception {
        var outcome = run(Jobs.of("hog"));

        assertThat(outcome).isInstanceOf(JobOutcome.OutOfMemory.class);
        assertThat(outcome.usage().peakMemoryBytes())
                .isLessThanOrEqualTo(Jobs.LIMITS.memoryBytes())
                .isGreaterThan(Jobs.LIMITS.memoryBytes() - 17L * Limits.PAGE_BYTES);
    }

    @Test
    void aFullDiskIsAnErrorForTheGuest() throws Exception {
        Files.createDirectory(directory.resolve("out"));

        var outcome = run(Jobs.of("fill", List.of("file"), Jobs.LIMITS, mount("out", false)));

        assertThat(exitCode(outcome)).isEqualTo(NO_SPACE);
        assertThat(Files.size(directory.resolve("out/file"))).isEqualTo(Jobs.LIMITS.outputBytes());
        assertThat(outcome.usage().outputBytes()).isEqualTo(Jobs.LIMITS.outputBytes());
    }

    @Test
    void aFileCannotHaveHoles() throws Exception {
        Files.createDirectory(directory.resolve("out"));

        var outcome = run(Jobs.of("holes", mount("out", false)));

        assertThat(exitCode(outcome)).isNotEqualTo(255);
        assertThat(Files.size(directory.resolve("out/holes"))).isZero();
    }

    @Test
    void readsAFileOfAMount() throws Exception {
        Files.writeString(Files.createDirectories(directory.resolve("in/deep")).resolve("a.txt"), "content");

        var outcome = run(Jobs.of("read", List.of("./deep/../deep/a.txt"), Jobs.LIMITS, mount("in", true)));

        assertThat(exitCode(outcome)).isZero();
        assertThat(printed.text()).isEqualTo("content");
    }

    @ParameterizedTest
    @CsvSource({"../secret, 63", "deep/../../secret, 63", "/etc/passwd, 63", "missing, 44"})
    void aPathCannotLeaveItsMount(String path, int error) throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createDirectories(directory.resolve("in/deep"));

        var outcome = run(Jobs.of("read", List.of(path), Jobs.LIMITS, mount("in", true)));

        assertThat(exitCode(outcome)).isEqualTo(error);
        assertThat(printed.bytes()).isEmpty();
    }

    @Test
    void aMountWithALinkIsRefused() throws Exception {
        Files.createDirectory(directory.resolve("in"));
        Files.createSymbolicLink(directory.resolve("in/link"), Path.of("/etc/passwd"));

        var outcome = run(Jobs.of("read", List.of("link"), Jobs.LIMITS, mount("in", true)));

        assertThat(outcome).isInstanceOf(JobOutcome.Refused.class);
        assertThat(((JobOutcome.Refused) outcome).reason()).contains("a link or a special file: link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link/passwd", "link"})
    void aLinkThatAppearsLaterIsNotFollowed(String path) throws Exception {
        Files.createDirectory(directory.resolve("in"));
        Files.createSymbolicLink(directory.resolve("in/link"), Path.of("/etc"));
        var files = new OpenFiles(List.of(mount("in", true)));

        assertThat(catchThrowableOfType(
                                WasiError.class,
                                () -> files.resolve(files.directory(3), path.getBytes(StandardCharsets.UTF_8)))
                        .number())
                .isEqualTo(Errno.LOOP);
    }

    @Test
    void guestsCannotMakeLinks() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("out")).resolve("old"), "old");

        var outcome = run(Jobs.of("link", mount("out", false)));

        assertThat(exitCode(outcome)).isEqualTo(NOT_SUPPORTED);
        assertThat(Files.exists(directory.resolve("out/new"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "old"})
    void aReadOnlyMountStaysAsItIs(String file) throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("in")).resolve("old"), "old");
        var before = FileDigest.ofDirectory(directory, 100);

        var outcome = run(Jobs.of("fill", List.of(file), Jobs.LIMITS, mount("in", true)));

        assertThat(exitCode(outcome)).isEqualTo(READ_ONLY);
        assertThat(FileDigest.ofDirectory(directory, 100)).isEqualTo(before);
    }

    @Test
    void aFloodOfOutputIsCutOff() throws Exception {
        var outcome = run(Jobs.of("flood"));

        assertThat(exitCode(outcome)).isZero();
        assertThat(printed.bytes()).hasSize((int) Jobs.LIMITS.streamBytes());
        assertThat(printed.errorBytes()).isEqualTo((int) Jobs.LIMITS.streamBytes());
    }

    @Test
    void aTrapIsReported() throws Exception {
        var outcome = run(Jobs.of("trap"));

        assertThat(outcome).isInstanceOf(JobOutcome.Trapped.class);
        assertThat(((JobOutcome.Trapped) outcome).message()).contains("divide by zero");
    }

    @Test
    void endlessRecursionTraps() throws Exception {
        var outcome = run(Jobs.of("recurse"));

        assertThat(outcome).isInstanceOf(JobOutcome.Trapped.class);
        assertThat(((JobOutcome.Trapped) outcome).message()).contains("call stack exhausted");
    }

    @ParameterizedTest
    @CsvSource({
        "foreign, env.fork",
        "simd, SIMD",
        "threads, threads",
        "steal, global 0",
        "greedy, more memory",
        "library, _start"
    })
    void whatIsNotServedIsRefusedByName(String program, String reason) throws Exception {
        var outcome = run(Jobs.of(program));

        assertThat(outcome).isInstanceOf(JobOutcome.Refused.class);
        assertThat(((JobOutcome.Refused) outcome).reason()).contains(reason);
        assertThat(outcome.usage().instructions()).isZero();
    }

    @Test
    void garbageIsRefused() throws Exception {
        assertThat(run(Jobs.of("#!/bin/sh\necho hi".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(JobOutcome.Refused.class);
    }

    private Mount mount(String name, boolean readOnly) {
        return new Mount(directory.resolve(name), "/" + name, readOnly);
    }

    private static int exitCode(JobOutcome outcome) {
        assertThat(outcome).isInstanceOf(JobOutcome.Completed.class);
        return ((JobOutcome.Completed) outcome).exitCode();
    }

    private JobOutcome run(WasmJob job) throws IOException, InterruptedException {
        var wire = new ByteArrayOutputStream();
        var outcome = new GuestRun(job, new FrameWriter(wire)).run();
        var in = new DataInputStream(new ByteArrayInputStream(wire.toByteArray()));
        while (in.available() > 0) {
            var stream = in.readByte() == JobWire.STDOUT ? OutputSink.Stream.STDOUT : OutputSink.Stream.STDERR;
            printed.accept(stream, in.readNBytes(in.readInt()));
        }
        return outcome;
    }
}
