package souk.core.error;

import java.util.Objects;

/// A failure that has a code. The message says what happened and, where the reader can act, what to do.
public final class SoukException extends RuntimeException {
    private final ErrorCode code;

    public SoukException(ErrorCode code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code);
    }

    public SoukException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    /// What decides; see [ErrorCode].
    public ErrorCode code() {
        return code;
    }
}
