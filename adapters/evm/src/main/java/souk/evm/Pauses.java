package souk.evm;

import java.time.Duration;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Waiting between two attempts.
final class Pauses {
    private Pauses() {}

    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the chain", e);
        }
    }
}
