package souk.assurance;

final class InMemoryAuditStoreTest extends AuditStoreContract {
    private final InMemoryAuditStore store = new InMemoryAuditStore();

    @Override
    AuditStore store() {
        return store;
    }
}
