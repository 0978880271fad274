package souk.orchestration.workload;

import java.time.Instant;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.LeaseId;
import souk.core.workload.WorkloadSpec;

/// One run of a workload under a lease.
///
/// @param changedAt when it came to its status
public record Job(
        JobId id, LeaseId lease, WorkloadSpec spec, JobStatus status, Instant submittedAt, Instant changedAt) {

    Job with(JobStatus next, Instant now) {
        return new Job(id, lease, spec, next, submittedAt, now);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("id", id.text())
                .put("lease", lease.hex())
                .put("spec", spec.toJson())
                .put("status", status.toJson())
                .put("submittedAt", submittedAt.toString())
                .put("changedAt", changedAt.toString())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Job from(JsonObject json) {
        return new Job(
                new JobId(json.text("id")),
                new LeaseId(json.text("lease")),
                WorkloadSpec.from(json.object("spec")),
                JobStatus.from(json.object("status")),
                Instant.parse(json.text("submittedAt")),
                Instant.parse(json.text("changedAt")));
    }
}
