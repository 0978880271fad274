package souk.economy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that tests move.
final class FakeClock implements InstantSource {
    private Instant now = Samples.NOW;

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration step) {
        now = now.plus(step);
    }
}
