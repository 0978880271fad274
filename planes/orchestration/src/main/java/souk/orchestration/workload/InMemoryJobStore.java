package souk.orchestration.workload;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Jobs for as long as the process lives.
public final class InMemoryJobStore implements JobStore {
    private final Map<JobId, Job> jobs = new ConcurrentHashMap<>();

    @Override
    public void put(Job job) {
        jobs.put(job.id(), job);
    }

    @Override
    public void remove(JobId id) {
        jobs.remove(id);
    }

    @Override
    public List<Job> all() {
        return List.copyOf(jobs.values());
    }
}
