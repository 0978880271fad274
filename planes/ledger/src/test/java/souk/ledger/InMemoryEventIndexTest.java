package souk.ledger;

final class InMemoryEventIndexTest extends EventIndexContract {
    @Override
    protected EventIndex index() {
        return new InMemoryEventIndex();
    }
}
