package souk.orchestration.workload;

/// Hears of jobs that ended.
@FunctionalInterface
public interface JobListener {
    /// The job is in a final state, durably. Called once on the job's thread, but not if the process dies in
    /// between;
    /// [WorkloadRunner#jobs] tells the same.
    void ended(Job job);
}
