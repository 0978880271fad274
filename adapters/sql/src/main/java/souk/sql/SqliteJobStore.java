package souk.sql;

import java.util.List;
import souk.orchestration.workload.Job;
import souk.orchestration.workload.JobId;
import souk.orchestration.workload.JobStore;

/// A provider's jobs.
public final class SqliteJobStore implements JobStore {
    private static final String TABLE = "job";

    /// The migration that makes the store's table.
    public static final String SCHEMA = DocumentTable.schema(TABLE);

    private final DocumentTable<Job> jobs;

    /// @param sqlite with [#SCHEMA] among its migrations
    public SqliteJobStore(Sqlite sqlite) {
        this.jobs = new DocumentTable<>(sqlite, TABLE, Job::from);
    }

    @Override
    public void put(Job job) {
        jobs.put(job.id().text(), job.toJson());
    }

    @Override
    public void remove(JobId id) {
        jobs.remove(id.text());
    }

    @Override
    public List<Job> all() {
        return jobs.all();
    }
}
