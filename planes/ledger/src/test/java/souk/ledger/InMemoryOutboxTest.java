package souk.ledger;

final class InMemoryOutboxTest extends OutboxContract {
    @Override
    protected Outbox outbox() {
        return new InMemoryOutbox();
    }
}
