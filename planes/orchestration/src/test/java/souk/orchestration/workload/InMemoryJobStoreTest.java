package souk.orchestration.workload;

class InMemoryJobStoreTest extends JobStoreContract {
    @Override
    protected JobStore create() {
        return new InMemoryJobStore();
    }
}
