package souk.orchestration.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.workload.InputMount;
import souk.core.workload.InputObject;
import souk.core.workload.ModuleSource;
import souk.core.workload.OutputMount;
import souk.core.workload.WorkloadLimits;
import souk.core.workload.WorkloadSpec;

/// What every [JobStore] keeps.
public abstract class JobStoreContract {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final LeaseId LEASE = new LeaseId("0x" + "7".repeat(64));

    /// A store without jobs.
    protected abstract JobStore create();

    @Test
    void keepsTheNewestStateOfEachJob() {
        var store = create();
        var job = job(1);
        var readings = List.of(BigInteger.ONE, BigInteger.TWO);

        for (var status : List.of(
                new JobStatus.Pending(),
                new JobStatus.Fetching(),
                new JobStatus.Running(),
                new JobStatus.Uploading(readings),
                new JobStatus.Stopped(readings),
                new JobStatus.Failed(JobFailure.TRAPPED, "unreachable", readings),
                new JobStatus.Succeeded(readings, List.of(new OutputFile("/out/a", 3, Digest.ZERO))))) {
            store.put(job.with(status, NOW));
            assertThat(store.all()).containsExactly(job.with(status, NOW));
        }
        store.put(job(2));
        store.remove(job.id());
        store.remove(job.id());

        assertThat(store.all()).containsExactly(job(2));
    }

    static Job job(int number) {
        return new Job(
                new JobId("job-%016x".formatted(number)),
                LEASE,
                spec(Digest.ZERO, 3),
                new JobStatus.Pending(),
                NOW,
                NOW);
    }

    static WorkloadSpec spec(Digest module, long size) {
        return new WorkloadSpec(
                "wordcount",
                WorkloadSpec.WASM,
                new ModuleSource(module, size, "http://gateway/module.wasm"),
                List.of("-l", "de"),
                Map.of("LANG", "C"),
                List.of(new InputMount(
                        "/in", List.of(new InputObject("a/text.txt", "http://gateway/in", 5, Digest.ZERO)))),
                List.of(new OutputMount("/out", Map.of("fix", "http://gateway/fix"), "http://gateway/o/{name}?t=1")),
                new WorkloadLimits(1 << 20, Duration.ofSeconds(60), 1_000_000, 1 << 20));
    }
}
