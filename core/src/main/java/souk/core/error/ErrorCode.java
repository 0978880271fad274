package souk.core.error;

/// Why something was refused. The name crosses the wire and decides; texts never do.
///
/// Each code carries the HTTP status and the process exit code it maps to, so that the three doors
/// (HTTP, S3, command line) agree. Exit codes: 2 usage, 3 not found, 4 refused, 5 unavailable, 1 a fault of ours.
public enum ErrorCode {
    BAD_REQUEST(400, 2),
    BAD_JSON(400, 2),
    BAD_COMPOSE(422, 2),
    BAD_SLO(422, 2),
    BAD_SIGNATURE(401, 4),
    UNAUTHENTICATED(401, 4),
    FORBIDDEN(403, 4),
    CLOCK_SKEW(403, 4),
    NOT_FOUND(404, 3),
    CONFLICT(409, 4),
    STALE_QUOTE(409, 4),
    STALE_VOUCHER(409, 4),
    STALE_ROOT(409, 4),
    LEASE_NOT_ACTIVE(409, 4),
    PRECONDITION_FAILED(412, 4),
    TOO_LARGE(413, 4),
    NO_OFFER(409, 4),
    NO_CAPACITY(409, 4),
    PRICE_TOO_HIGH(409, 4),
    INSUFFICIENT_FUNDS(402, 4),
    LEDGER_REFUSED(409, 4),
    QUOTA_EXCEEDED(507, 4),
    DISK_FULL(507, 5),
    CORRUPT(500, 1),
    TOO_FEW_PROVIDERS(503, 5),
    OVERLOADED(503, 5),
    UNAVAILABLE(503, 5),
    DEADLINE_EXCEEDED(504, 5),
    NOT_SUPPORTED(501, 4),
    INTERNAL(500, 1);

    private final int httpStatus;
    private final int exitCode;

    ErrorCode(int httpStatus, int exitCode) {
        this.httpStatus = httpStatus;
        this.exitCode = exitCode;
    }

    /// The HTTP status of an answer that carries this code.
    public int httpStatus() {
        return httpStatus;
    }

    /// The exit code of a command that ends with this code.
    public int exitCode() {
        return exitCode;
    }
}
