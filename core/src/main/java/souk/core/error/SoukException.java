package souk.core.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// A failure that has a code. The message says what happened and, where the reader can act, what to do.
public final class SoukException extends RuntimeException {
    private final ErrorCode code;
    private final Optional<Duration> retryAfter;

    public SoukException(ErrorCode code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code);
        this.retryAfter = Optional.empty();
    }

    /// @param retryAfter when it is worth trying again
    public SoukException(ErrorCode code, String message, Duration retryAfter) {
        super(message);
        this.code = Objects.requireNonNull(code);
        this.retryAfter = Optional.of(retryAfter);
    }

    public SoukException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
        this.retryAfter = Optional.empty();
    }

    /// What decides; see [ErrorCode].
    public ErrorCode code() {
        return code;
    }

    /// When to try again, as `Retry-After` of an answer tells it; empty when whoever refused did not say.
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
