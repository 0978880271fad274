package souk.gateway.s3;

import java.io.IOException;

/// A request's body is not what was announced; thrown while it is read, so that whoever reads it stops.
final class BodyFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final S3Error error;

    BodyFault(S3Error error) {
        this(error, error.text());
    }

    BodyFault(S3Error error, String message) {
        super(message);
        this.error = error;
    }

    S3Exception toS3() {
        return new S3Exception(error, String.valueOf(getMessage()));
    }
}
