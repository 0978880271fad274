package souk.sql;

import java.time.Duration;
import java.time.Instant;

final class InMemorySharedLogTest extends SharedLogContract {
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private final SharedLog log = new InMemorySharedLog(() -> now);

    @Override
    protected SharedLog log() {
        return log;
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
