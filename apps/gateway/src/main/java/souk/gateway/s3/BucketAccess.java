package souk.gateway.s3;

import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketLock;
import souk.gateway.store.BucketName;
import souk.gateway.store.Durability;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.SegmentScope;

/// Finds the bucket a request names; whether it may be used is for the [Guard] to say.
final class BucketAccess {
    /// What a write asks for, and what its answer says it got.
    static final String DURABILITY = "x-souk-durability";

    private final S3Context context;

    BucketAccess(S3Context context) {
        this.context = context;
    }

    /// The bucket addressed.
    ///
    /// @throws S3Exception `InvalidBucketName`, `NoSuchBucket`, or `AccessDenied` when another owner is expected
    Bucket require(S3Call call) {
        var bucket = require(call.target().bucket());
        requireOwner(call, "x-amz-expected-bucket-owner", bucket);
        return bucket;
    }

    /// The bucket a copy reads from.
    Bucket requireSource(S3Call call, String name) {
        var bucket = require(name);
        requireOwner(call, "x-amz-source-expected-bucket-owner", bucket);
        return bucket;
    }

    static BucketName name(String text) {
        return BucketName.parse(text).orElseThrow(() -> new S3Exception(S3Error.InvalidBucketName));
    }

    /// Under whose key the segments of an object are: the bucket's, one that has a name, or the client's.
    SegmentScope scope(S3Call call, Bucket bucket, ObjectHeaders object, Optional<CustomerKey> own) {
        var key = context.keys().unwrap(bucket.tenant(), bucket.wrappedKey());
        return new SegmentScope(
                bucket.tenant(),
                Encryption.key(key, object, own),
                call.trace().traceparent(),
                bucket.id(),
                durability(call, bucket));
    }

    /// How durable the client wants a write to be before it is answered.
    ///
    /// @throws S3Exception `InvalidArgument`
    private static Durability durability(S3Call call, Bucket bucket) {
        var asked = call.header(DURABILITY)
                .map(wanted -> Durability.parse(wanted)
                        .orElseThrow(() -> new S3Exception(
                                S3Error.InvalidArgument, DURABILITY + " must be local, quorum or full")))
                .orElse(Durability.LOCAL);
        // What is locked is to be kept by providers, who sign how long, however small it is.
        boolean locked = bucket.lock().flatMap(BucketLock::rule).isPresent()
                || call.header("x-amz-object-lock-mode").isPresent();
        return locked && asked == Durability.LOCAL ? Durability.QUORUM : asked;
    }

    private Bucket require(String name) {
        return context.metadata().buckets().find(name(name)).orElseThrow(() -> new S3Exception(S3Error.NoSuchBucket));
    }

    private static void requireOwner(S3Call call, String header, Bucket bucket) {
        var expected = call.header(header);
        if (expected.isPresent() && !expected.get().equals(bucket.tenant().value())) {
            throw new S3Exception(S3Error.AccessDenied);
        }
    }
}
