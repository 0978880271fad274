package souk.sdk.object;

import java.io.IOException;

/// The bytes that came are not shown to be the object's.
public final class UnprovenException extends IOException {
    private static final long serialVersionUID = 1;

    UnprovenException(String message) {
        super(message);
    }

    UnprovenException(String message, Throwable cause) {
        super(message, cause);
    }
}
