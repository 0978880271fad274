package souk.orchestration.workload;

/// Ends a job from within one of its steps.
final class JobBroken extends Exception {
    private final transient JobStatus.Failed status;

    JobBroken(JobStatus.Failed status) {
        super(status.message());
        this.status = status;
    }

    JobStatus.Failed status() {
        return status;
    }
}
