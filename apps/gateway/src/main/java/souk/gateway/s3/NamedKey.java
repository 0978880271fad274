package souk.gateway.s3;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import souk.core.seal.PathKey;
import souk.core.seal.SealKey;
import souk.gateway.store.BucketKey;
import souk.gateway.store.ObjectHeaders;

/// A key that the gateway has for a bucket under a name (SSE-KMS). It follows from the bucket's key and the name, so
/// every name is a key, none has to be kept, and whoever recovers the bucket recovers it. It wraps the keys of the
/// segments of its objects; policies may ask for it.
///
/// @param id as clients write it: an id, an alias or an ARN, taken as it is
/// @param bucketKey whether the client wants a key per bucket rather than per object; told again, and no difference
record NamedKey(String id, boolean bucketKey) {
    static final String METHOD = "aws:kms";
    static final String HEADER = Encryption.HEADER + "-aws-kms-key-id";
    static final String BUCKET_KEY_HEADER = Encryption.HEADER + "-bucket-key-enabled";

    /// The key of those who name none.
    static final String USUAL_ID = "alias/aws/s3";

    /// As in Amazon's API.
    private static final int MAX_ID = 2_048;

    NamedKey {
        if (id.isBlank() || id.length() > MAX_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw new S3Exception(S3Error.InvalidArgument, "Invalid KMS key id.");
        }
    }

    /// The key that an object or upload is under, if it is one of these.
    static Optional<NamedKey> of(ObjectHeaders object) {
        return Optional.ofNullable(object.values().get(HEADER))
                .map(id -> new NamedKey(id, object.values().containsKey(BUCKET_KEY_HEADER)));
    }

    /// What is kept with an object and told about it.
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Encryption.HEADER, METHOD);
        headers.put(HEADER, id);
        if (bucketKey) {
            headers.put(BUCKET_KEY_HEADER, "true");
        }
        return headers;
    }

    /// The key for segments in a bucket.
    BucketKey within(BucketKey bucket) {
        var place = PathKey.root(SealKey.of(bucket.bytes())).child("named").child(id);
        return BucketKey.of(place.key().bytes());
    }
}
