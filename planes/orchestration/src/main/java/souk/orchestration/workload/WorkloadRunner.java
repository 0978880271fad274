package souk.orchestration.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.LeaseId;
import souk.core.workload.WorkloadSpec;

/// Runs the jobs of a provider's compute leases: a bounded number at once, the others in the order they came.
///
/// Each change of a job's state is durable before the next step begins. After a restart, jobs that were waiting
/// or being
/// fetched start over, for nothing of them was executed; a job whose outputs were being uploaded uploads them
/// again. A
/// job whose program ran is reported `PROVIDER_RESTARTED` and not run again: it may have had effects through
/// its
/// uploads, and running it twice would use the consumer's instructions twice without being asked.
///
/// A job takes a virtual thread while it is at work, none while it waits.
public final class WorkloadRunner implements AutoCloseable {
    /// Longest part of a log in one answer.
    public static final int MAX_LOG_CHUNK = 1 << 16;

    private static final Logger LOG = System.getLogger(WorkloadRunner.class.getName());

    private static final JobStatus RESTARTED = new JobStatus.Failed(
            JobFailure.PROVIDER_RESTARTED, "the provider restarted while the program ran", List.of());

    private final Path root;
    private final JobStore store;
    private final JobRuntime runtime;
    private final ObjectTransfer transfer;
    private final JobListener listener;
    private final RunnerLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<JobId, Job> jobs = new HashMap<>();
    private final Deque<JobId> queue = new ArrayDeque<>();
    private final Map<JobId, Thread> working = new HashMap<>();
    private final Set<JobId> stopping = new HashSet<>();
    private final Map<JobId, LogRing> logs = new HashMap<>();
    private boolean closed;

    /// Where a runner works and what it works with.
    ///
    /// @param directory its own
    public record Workshop(
            Path directory, JobStore store, JobRuntime runtime, ObjectTransfer transfer, JobListener listener) {}

    /// A runner that continues with the jobs in the store; see the class comment for how.
    public WorkloadRunner(Workshop workshop, RunnerLimits limits, InstantSource clock, RandomGenerator random) {
        this.root = workshop.directory();
        this.store = workshop.store();
        this.runtime = workshop.runtime();
        this.transfer = workshop.transfer();
        this.listener = workshop.listener();
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        resume();
    }

    /// Takes a job on; durable on return.
    ///
    /// @throws SoukException `OVERLOADED` when the queue is full, `TOO_LARGE` when there is too much to fetch,
    ///     `UNAVAILABLE` after [#close]
    public Job submit(LeaseId lease, WorkloadSpec spec) {
        if (spec.fetchedBytes() > limits.fetchedBytes()) {
            throw new SoukException(
                    ErrorCode.TOO_LARGE, "module and inputs exceed " + limits.fetchedBytes() + " bytes");
        }
        lock.lock();
        try {
            requireOpen();
            if (working.size() >= limits.concurrent() && queue.size() >= limits.queued()) {
                throw new SoukException(ErrorCode.OVERLOADED, "all places are taken: " + limits.queued() + " wait");
            }
            var now = clock.instant();
            var job = new Job(JobId.random(random), lease, spec, new JobStatus.Pending(), now, now);
            keep(job);
            queue.add(job.id());
            startNext();
            return job;
        } finally {
            lock.unlock();
        }
    }

    /// Stops a job. One that runs ends soon after; one that has ended stays as it is.
    ///
    /// @throws SoukException `NOT_FOUND`
    public void stop(JobId id) {
        var ended = new ArrayList<Job>();
        lock.lock();
        try {
            var job = get(id);
            var thread = working.get(id);
            if (queue.remove(id)) {
                ended.add(end(job, new JobStatus.Stopped(List.of())));
            } else if (thread != null) {
                stopping.add(id);
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(listener::ended);
    }

    /// One job.
    ///
    /// @throws SoukException `NOT_FOUND`
    public Job get(JobId id) {
        lock.lock();
        try {
            var job = jobs.get(id);
            if (job == null) {
                throw new SoukException(ErrorCode.NOT_FOUND, "no such job here: " + id);
            }
            return job;
        } finally {
            lock.unlock();
        }
    }

    /// All known jobs, the newest first.
    public List<Job> jobs() {
        lock.lock();
        try {
            return jobs.values().stream()
                    .sorted(Comparator.comparing(Job::submittedAt).reversed().thenComparing(Job::id))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// What a job printed, at most [#MAX_LOG_CHUNK] bytes from an offset on. The last mebibyte is kept.
    ///
    /// @throws SoukException `NOT_FOUND`
    public LogChunk logs(JobId id, long from) {
        var job = get(id);
        lock.lock();
        try {
            return logs.computeIfAbsent(id, _ -> readLog(job)).read(from, MAX_LOG_CHUNK);
        } finally {
            if (job.status().isFinal()) {
                logs.remove(id);
            }
            lock.unlock();
        }
    }

    /// Forgets jobs that ended long ago, with their logs.
    ///
    /// @return how many
    public int tick() {
        lock.lock();
        try {
            var before = clock.instant().minus(limits.retention());
            var old = jobs.values().stream()
                    .filter(job -> job.status().isFinal() && job.changedAt().isBefore(before))
                    .toList();
            for (var job : old) {
                new JobFiles(root, job.id()).deleteAll();
                store.remove(job.id());
                jobs.remove(job.id());
            }
            return old.size();
        } finally {
            lock.unlock();
        }
    }

    /// Ends what runs without noting it, so that the next start finds the jobs as a crash would have left them.
    @Override
    public void close() {
        List<Thread> threads;
        lock.lock();
        try {
            closed = true;
            queue.clear();
            threads = List.copyOf(working.values());
        } finally {
            lock.unlock();
        }
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void resume() {
        var ended = new ArrayList<Job>();
        lock.lock();
        try {
            var known = store.all().stream()
                    .sorted(Comparator.comparing(Job::submittedAt).thenComparing(Job::id))
                    .toList();
            known.forEach(job -> jobs.put(job.id(), job));
            for (var job : known) {
                switch (job.status()) {
                    case JobStatus.Pending _, JobStatus.Fetching _, JobStatus.Uploading _ -> queue.add(job.id());
                    case JobStatus.Running _ -> ended.add(end(job, RESTARTED));
                    case JobStatus.Succeeded _, JobStatus.Failed _, JobStatus.Stopped _ -> {}
                }
            }
            startNext();
        } finally {
            lock.unlock();
        }
        ended.forEach(listener::ended);
    }

    private void startNext() {
        while (!closed && working.size() < limits.concurrent() && !queue.isEmpty()) {
            var id = queue.remove();
            logs.put(id, new LogRing());
            var thread = Thread.ofVirtual().name(id.text()).unstarted(() -> work(id));
            working.put(id, thread);
            thread.start();
        }
    }

    private void work(JobId id) {
        var job = get(id);
        JobStatus last;
        try {
            last = steps(job);
        } catch (JobBroken e) {
            last = e.status();
        } catch (SoukException e) {
            last = internal(job, e.code() + " " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            last = internal(job, "a fault of the provider", e);
        }
        finish(job, last);
    }

    private JobStatus steps(Job job) throws JobBroken, IOException {
        var steps = new JobSteps(job.spec(), new JobFiles(root, job.id()), transfer);
        if (job.status() instanceof JobStatus.Uploading(List<BigInteger> readings)) {
            return new JobStatus.Succeeded(readings, steps.upload(readings));
        }
        advance(job, new JobStatus.Fetching());
        steps.fetch();
        advance(job, new JobStatus.Running());
        var result = steps.run(job.id(), runtime, ring(job.id())::append);
        return switch (result) {
            case RunResult.Exited(int exitCode, List<BigInteger> readings)
            when exitCode == 0 -> {
                advance(job, new JobStatus.Uploading(readings));
                yield new JobStatus.Succeeded(readings, steps.upload(readings));
            }
            case RunResult.Exited(int exitCode, List<BigInteger> readings) ->
                new JobStatus.Failed(JobFailure.EXIT_CODE, "the program ended with " + exitCode, readings);
            case RunResult.Broken(JobFailure failure, String message, List<BigInteger> readings) ->
                new JobStatus.Failed(failure, message, readings);
            case RunResult.Cancelled(List<BigInteger> readings) -> new JobStatus.Stopped(readings);
        };
    }

    /// An interrupted step fails in its own way; whether it was a stop, a shutdown or a failure is decided
    /// here. The
    /// interrupt is spent: what follows is bookkeeping that must not be cut short.
    private void finish(Job job, JobStatus last) {
        Thread.interrupted();
        lock.lock();
        try {
            working.remove(job.id());
            boolean isStopped = stopping.remove(job.id()) && !(last instanceof JobStatus.Succeeded);
            if (closed && !isStopped && !(last instanceof JobStatus.Succeeded)) {
                return;
            }
            job = end(get(job.id()), isStopped ? new JobStatus.Stopped(readingsOf(last)) : last);
            startNext();
        } finally {
            lock.unlock();
        }
        listener.ended(job);
    }

    private void advance(Job job, JobStatus next) {
        lock.lock();
        try {
            requireOpen();
            keep(jobs.getOrDefault(job.id(), job).with(next, clock.instant()));
        } finally {
            lock.unlock();
        }
    }

    private Job end(Job job, JobStatus last) {
        var ended = job.with(last, clock.instant());
        writeLog(job.id());
        keep(ended);
        new JobFiles(root, job.id()).deleteWork();
        return ended;
    }

    private void keep(Job job) {
        store.put(job);
        jobs.put(job.id(), job);
    }

    private LogRing ring(JobId id) {
        lock.lock();
        try {
            return logs.computeIfAbsent(id, _ -> new LogRing());
        } finally {
            lock.unlock();
        }
    }

    private void writeLog(JobId id) {
        var ring = logs.remove(id);
        if (ring == null) {
            return;
        }
        try {
            var file = new JobFiles(root, id).log();
            Files.createDirectories(file.getParent());
            Files.write(file, ring.read(0, LogRing.CAPACITY).bytes());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "log lost job={0}: {1}", id, e.getMessage());
        }
    }

    private LogRing readLog(Job job) {
        var ring = new LogRing();
        var file = new JobFiles(root, job.id()).log();
        try {
            if (Files.exists(file)) {
                ring.append(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return ring;
    }

    private static List<BigInteger> readingsOf(JobStatus status) {
        return switch (status) {
            case JobStatus.Uploading(List<BigInteger> readings) -> readings;
            case JobStatus.Succeeded(List<BigInteger> readings, List<OutputFile> _) -> readings;
            case JobStatus.Failed(JobFailure _, String _, List<BigInteger> readings) -> readings;
            case JobStatus.Stopped(List<BigInteger> readings) -> readings;
            case JobStatus.Pending _, JobStatus.Fetching _, JobStatus.Running _ -> List.of();
        };
    }

    private static JobStatus internal(Job job, String message, Exception cause) {
        LOG.log(Level.WARNING, "job failed job=" + job.id(), cause);
        return new JobStatus.Failed(JobFailure.INTERNAL, message, List.of());
    }

    private void requireOpen() {
        if (closed) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "this provider is stopping");
        }
    }
}
