package souk.gateway.s3;

import java.time.Duration;
import java.util.Optional;
import souk.gateway.store.TenantId;

/// A request that was answered, for metrics and logs.
///
/// @param operation its name in the API, `Unknown` when it was refused before one was found
/// @param status of HTTP
/// @param error the S3 code, if it ended in one
/// @param tenant who asked, if the signature was right
/// @param sent bytes of an object sent
/// @param elapsed from its first line to the end of the answer
/// @param requestId given to the client
/// @param traceparent W3C trace context
/// @param access what access logs say besides; empty for what names no bucket
public record Served(
        String operation,
        int status,
        Optional<String> error,
        Optional<TenantId> tenant,
        long sent,
        Duration elapsed,
        String requestId,
        String traceparent,
        Optional<AccessRecord> access) {

    /// Told of each request once it is over; must return at once.
    @FunctionalInterface
    public interface Listener {
        void served(Served request);
    }
}
