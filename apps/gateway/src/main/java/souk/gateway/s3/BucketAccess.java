package souk.gateway.s3;

import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.SegmentScope;

/// Finds the bucket a request names; whether it may be used is for the [Guard] to say.
final class BucketAccess {
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

    /// Under whose key the bucket's segments are.
    SegmentScope scope(S3Call call, Bucket bucket) {
        var key = context.keys().unwrap(bucket.tenant(), bucket.wrappedKey());
        return new SegmentScope(bucket.tenant(), key, call.trace().traceparent());
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
