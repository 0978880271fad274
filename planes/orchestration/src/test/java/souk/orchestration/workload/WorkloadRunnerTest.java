package souk.orchestration.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.value.Digest;
import souk.core.workload.InputMount;
import souk.core.workload.InputObject;
import souk.core.workload.ModuleSource;
import souk.core.workload.WorkloadSpec;

@Timeout(30)
class WorkloadRunnerTest {
    private static final byte[] MODULE = "wasm".getBytes(UTF_8);
    private static final Digest MODULE_DIGEST = Digest.of(Sha256.hash(MODULE));
    private static final List<BigInteger> READINGS = List.of(BigInteger.TEN);

    /// A web in memory.
    private static final class FakeTransfer implements ObjectTransfer {
        final Map<String, byte[]> objects = new ConcurrentHashMap<>();

        @Override
        public void download(String url, Path to, long maxBytes) {
            var bytes = objects.get(url);
            if (bytes == null) {
                throw new SoukException(ErrorCode.NOT_FOUND, url);
            }
            try {
                Files.write(to, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void upload(Path from, String url) {
            try {
                objects.put(url, Files.readAllBytes(from));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TempDir
    Path directory;

    private final FakeTransfer transfer = new FakeTransfer();
    private final JobStore store = new InMemoryJobStore();
    private final BlockingQueue<Job> ended = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<JobId> started = new LinkedBlockingQueue<>();
    private Instant now = JobStoreContract.NOW;

    @Test
    void fetchesRunsAndUploads() throws Exception {
        serve();
        try (var runner = runner(this::copying)) {
            var job = runner.submit(JobStoreContract.LEASE, spec());

            var last = ended.take();

            assertThat(last.id()).isEqualTo(job.id());
            assertThat(last.status())
                    .isEqualTo(new JobStatus.Succeeded(
                            READINGS, List.of(output("/out/fix", "fixed"), output("/out/sub/ä b", "hello"))));
            assertThat(transfer.objects.get("http://gateway/fix"))
                    .asString(UTF_8)
                    .isEqualTo("fixed");
            assertThat(transfer.objects.get("http://gateway/o/sub/%C3%A4%20b?t=1"))
                    .asString(UTF_8)
                    .isEqualTo("hello");
            assertThat(new String(runner.logs(job.id(), 0).bytes(), UTF_8)).isEqualTo("read hello");
            assertThat(new String(runner.logs(job.id(), 5).bytes(), UTF_8)).isEqualTo("hello");
            try (var left = Files.list(directory.resolve(job.id().text()))) {
                assertThat(left.map(file -> file.getFileName().toString())).containsExactly("log");
            }
        }
    }

    @Test
    void failsWithATypeWhenSomethingIsMissingOrAltered() throws Exception {
        try (var runner = runner(this::copying)) {
            assertThat(failure(runner)).isEqualTo(JobFailure.FETCH_FAILED);
            serve();
            transfer.objects.put("http://gateway/module.wasm", "asmw".getBytes(UTF_8));
            assertThat(failure(runner)).isEqualTo(JobFailure.DIGEST_MISMATCH);
            serve();
            transfer.objects.put("http://gateway/in", "longer than told".getBytes(UTF_8));
            assertThat(failure(runner)).isEqualTo(JobFailure.DIGEST_MISMATCH);
        }
    }

    @Test
    void reportsHowTheProgramEnded() throws Exception {
        serve();
        try (var runner = runner((_, _) -> new RunResult.Exited(3, READINGS))) {
            assertThat(failure(runner)).isEqualTo(JobFailure.EXIT_CODE);
        }
        try (var runner = runner((_, _) -> new RunResult.Broken(JobFailure.TIMEOUT, "60 s", READINGS))) {
            assertThat(failure(runner)).isEqualTo(JobFailure.TIMEOUT);
        }
        try (var runner = runner((_, _) -> {
            throw new IllegalStateException("bug");
        })) {
            assertThat(failure(runner)).isEqualTo(JobFailure.INTERNAL);
        }
    }

    @Test
    void queuesABoundedNumberAndRunsThemInOrder() throws Exception {
        serve();
        try (var runner = runner(this::waiting)) {
            var first = runner.submit(JobStoreContract.LEASE, spec());
            var second = runner.submit(JobStoreContract.LEASE, spec());
            var third = runner.submit(JobStoreContract.LEASE, spec());

            assertThat(started.take()).isEqualTo(first.id());
            assertCode(ErrorCode.OVERLOADED, () -> runner.submit(JobStoreContract.LEASE, spec()));
            assertThat(runner.get(third.id()).status()).isEqualTo(new JobStatus.Pending());
            release.countDown();

            assertThat(List.of(
                            ended.take().id(), ended.take().id(), ended.take().id()))
                    .containsExactly(first.id(), second.id(), third.id());
        }
    }

    @Test
    void stopsWaitingAndRunningJobs() throws Exception {
        serve();
        try (var runner = runner(this::waiting)) {
            var running = runner.submit(JobStoreContract.LEASE, spec());
            var waiting = runner.submit(JobStoreContract.LEASE, spec());
            started.take();

            runner.stop(waiting.id());
            runner.stop(running.id());

            assertThat(ended.take()).extracting(Job::id).isEqualTo(waiting.id());
            assertThat(ended.take().status()).isEqualTo(new JobStatus.Stopped(READINGS));
            runner.stop(running.id());
            assertThat(ended.poll(0, TimeUnit.SECONDS)).isNull();
            assertCode(ErrorCode.NOT_FOUND, () -> runner.stop(new JobId("job-0000000000000000")));
        }
    }

    @Test
    void afterARestartRunsWhatHadNotStartedAndReportsWhatHad() throws Exception {
        serve();
        Job running;
        Job waiting;
        try (var runner = runner(this::waiting)) {
            running = runner.submit(JobStoreContract.LEASE, spec());
            waiting = runner.submit(JobStoreContract.LEASE, spec());
            started.take();
        }
        assertThat(ended).isEmpty();

        try (var runner = runner(this::copying)) {
            var last = Map.of(running.id(), JobFailure.PROVIDER_RESTARTED);
            for (int i = 0; i < 2; i++) {
                var job = ended.take();
                if (last.containsKey(job.id())) {
                    assertThat(job.status())
                            .isInstanceOfSatisfying(
                                    JobStatus.Failed.class,
                                    failed -> assertThat(failed.failure()).isEqualTo(JobFailure.PROVIDER_RESTARTED));
                } else {
                    assertThat(job.id()).isEqualTo(waiting.id());
                    assertThat(job.status()).isInstanceOf(JobStatus.Succeeded.class);
                }
            }
            assertThat(runner.jobs()).hasSize(2);
        }
    }

    @Test
    void uploadsAgainAfterACrashDuringUpload() throws Exception {
        var job = JobStoreContract.job(5).with(new JobStatus.Uploading(READINGS), now);
        var output = directory.resolve(job.id().text()).resolve("out-0");
        Files.createDirectories(output);
        Files.writeString(output.resolve("fix"), "fixed");
        store.put(job);

        try (var runner = runner(this::copying)) {
            assertThat(ended.take().status())
                    .isEqualTo(new JobStatus.Succeeded(READINGS, List.of(output("/out/fix", "fixed"))));
            assertThat(runner.jobs()).hasSize(1);
        }
    }

    @Test
    void forgetsOldJobs() throws Exception {
        serve();
        try (var runner = runner(this::copying)) {
            var job = runner.submit(JobStoreContract.LEASE, spec());
            ended.take();
            assertThat(runner.tick()).isZero();
            now = now.plus(Duration.ofDays(8));

            assertThat(runner.tick()).isEqualTo(1);
            assertThat(directory.resolve(job.id().text())).doesNotExist();
            assertCode(ErrorCode.NOT_FOUND, () -> runner.get(job.id()));
        }
    }

    @Test
    void refusesSpecificationsThatReachOutside() {
        for (var name : List.of("", "/abs", "a/../b", "..", "a//b", "a\\b", "a\0b")) {
            assertCode(ErrorCode.BAD_REQUEST, () -> new InputObject(name, "http://gateway/in", 1, Digest.ZERO));
        }
        assertCode(ErrorCode.BAD_REQUEST, () -> new InputMount("/in/../etc", List.of()));
        assertCode(ErrorCode.BAD_REQUEST, () -> new ModuleSource(Digest.ZERO, 1, "file:///etc/passwd"));
    }

    @Test
    void roundTripsSpecificationsThroughJson() {
        assertThat(WorkloadSpec.from(spec().toJson())).isEqualTo(spec());
        assertThat(WorkloadSpec.from(spec().toJson()).digest()).isEqualTo(spec().digest());
    }

    @Test
    void keepsTheEndOfLongLogs() {
        var ring = new LogRing();
        for (int i = 0; i < 40; i++) {
            var line = new byte[50_000];
            java.util.Arrays.fill(line, (byte) i);
            ring.append(line);
        }

        var chunk = ring.read(0, Integer.MAX_VALUE);

        assertThat(chunk.next()).isEqualTo(2_000_000);
        assertThat(chunk.bytes()).hasSize(LogRing.CAPACITY);
        assertThat(chunk.from()).isEqualTo(2_000_000 - LogRing.CAPACITY);
        for (int i = 0; i < chunk.bytes().length; i++) {
            assertThat((int) chunk.bytes()[i]).isEqualTo((int) ((chunk.from() + i) / 50_000));
        }
    }

    private WorkloadRunner runner(JobRuntime runtime) {
        return new WorkloadRunner(
                new WorkloadRunner.Workshop(directory, store, runtime, transfer, ended::add),
                new RunnerLimits(1, 2, 1 << 20, Duration.ofDays(7)),
                () -> now,
                new Random(store.all().size()));
    }

    private RunResult copying(RunRequest request, JobRuntime.LogSink logs) {
        try {
            var text = Files.readString(request.mounts().getFirst().directory().resolve("a/text.txt"));
            logs.accept("read ".getBytes(UTF_8));
            logs.accept(text.getBytes(UTF_8));
            var out = request.mounts().getLast().directory();
            Files.createDirectories(out.resolve("sub"));
            Files.writeString(out.resolve("sub/ä b"), text);
            Files.writeString(out.resolve("fix"), "fixed");
            return new RunResult.Exited(0, READINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunResult waiting(RunRequest request, JobRuntime.LogSink logs) {
        started.add(request.job());
        try {
            release.await();
            return new RunResult.Exited(0, READINGS);
        } catch (InterruptedException e) {
            return new RunResult.Cancelled(READINGS);
        }
    }

    private JobFailure failure(WorkloadRunner runner) throws InterruptedException {
        runner.submit(JobStoreContract.LEASE, spec());
        return switch (ended.take().status()) {
            case JobStatus.Failed(JobFailure failure, String _, List<BigInteger> _) -> failure;
            case JobStatus other -> throw new AssertionError(other.name());
        };
    }

    private void serve() {
        transfer.objects.put("http://gateway/module.wasm", MODULE);
        transfer.objects.put("http://gateway/in", "hello".getBytes(UTF_8));
    }

    private static WorkloadSpec spec() {
        return JobStoreContract.spec(MODULE_DIGEST, MODULE.length);
    }

    private static OutputFile output(String path, String text) {
        var bytes = text.getBytes(UTF_8);
        return new OutputFile(path, bytes.length, Digest.of(Sha256.hash(bytes)));
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
