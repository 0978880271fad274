package souk.gateway.s3;

import java.util.Map;

/// A request ends in an error that the client is told exactly.
final class S3Exception extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final S3Error error;
    private final transient Map<String, String> details;
    private final transient Map<String, String> headers;

    S3Exception(S3Error error) {
        this(error, error.text());
    }

    S3Exception(S3Error error, String message) {
        this(error, message, Map.of(), Map.of());
    }

    /// @param details further elements of the error document
    /// @param headers further headers of the answer
    S3Exception(S3Error error, String message, Map<String, String> details, Map<String, String> headers) {
        super(message, null, false, false);
        this.error = error;
        this.details = details;
        this.headers = headers;
    }

    S3Error error() {
        return error;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    Map<String, String> details() {
        return details;
    }

    Map<String, String> headers() {
        return headers;
    }
}
