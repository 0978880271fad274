package souk.orchestration;

class InMemoryStoresTest extends LeaseStoreContract {
    @Override
    protected LeaseStore create() {
        return new InMemoryLeaseStore();
    }
}
