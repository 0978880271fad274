package souk.gateway.s3;

import java.util.Map;
import java.util.Optional;
import souk.gateway.s3.Routes.Route;

/// The operations that keep objects or let them go, Object Lock and lifecycle, and those that tell of it.
final class Protection {
    private final Map<String, Map<String, Route>> ofBuckets;
    private final Map<String, Map<String, Route>> ofObjects;

    Protection(S3Context context, BucketAccess access, Guard guard, ObjectReads reads) {
        var locks = new LockOperations(context, access, guard, reads);
        var lifecycle = new LifecycleOperations(context, access);
        var attributes = new ObjectAttributes(context, access, reads);
        ofBuckets = Map.of(
                "object-lock",
                Map.of(
                        "GET", new Route("GetObjectLockConfiguration", locks::configuration),
                        "PUT", new Route("PutObjectLockConfiguration", locks::configure)),
                "lifecycle",
                Map.of(
                        "GET", new Route("GetBucketLifecycleConfiguration", lifecycle::get),
                        "PUT", new Route("PutBucketLifecycleConfiguration", lifecycle::put),
                        "DELETE", new Route("DeleteBucketLifecycle", lifecycle::delete)));
        ofObjects = Map.of(
                "retention",
                Map.of(
                        "GET", new Route("GetObjectRetention", locks::retention),
                        "PUT", new Route("PutObjectRetention", locks::retain)),
                "legal-hold",
                Map.of(
                        "GET", new Route("GetObjectLegalHold", locks::legalHold),
                        "PUT", new Route("PutObjectLegalHold", locks::hold)),
                "attributes",
                Map.of("GET", new Route("GetObjectAttributes", attributes::get)));
    }

    /// The operation, if the request's subresource is one of these.
    ///
    /// @throws S3Exception `MethodNotAllowed` when the subresource has none for the method
    Optional<Route> find(S3Call call) {
        var table = call.target().key().isEmpty() ? ofBuckets : ofObjects;
        var methods = table.entrySet().stream()
                .filter(subresource -> call.query().has(subresource.getKey()))
                .findFirst();
        return methods.map(
                each -> Optional.ofNullable(each.getValue().get(call.wire().method()))
                        .orElseThrow(() -> new S3Exception(S3Error.MethodNotAllowed)));
    }
}
