package souk.node.store;

import java.util.List;
import souk.orchestration.workload.Job;
import souk.orchestration.workload.JobId;
import souk.orchestration.workload.JobStore;
import souk.sql.Documents;

/// A provider's jobs, by id.
public record Jobs(Documents.Collection documents) implements JobStore {
    @Override
    public void put(Job job) {
        documents.put(job.id().text(), job.toJson());
    }

    @Override
    public void remove(JobId id) {
        documents.remove(id.text());
    }

    @Override
    public List<Job> all() {
        return documents.all().stream().map(Job::from).toList();
    }
}
