package souk.orchestration.workload;

import java.util.List;

/// Where a provider keeps its jobs across restarts. All methods throw `UNAVAILABLE` or `DISK_FULL` when the
/// store fails;
/// what they changed is durable when they return.
public interface JobStore {
    /// Keeps the job; replaces its earlier state.
    void put(Job job);

    /// Forgets the job; nothing happens if there is none.
    void remove(JobId id);

    /// All jobs, in no particular order.
    List<Job> all();
}
