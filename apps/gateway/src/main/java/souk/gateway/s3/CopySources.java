package souk.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.SegmentScope;

/// What the header `x-amz-copy-source` names.
final class CopySources {
    private static final String VERSION = "?versionId=";

    private final BucketAccess access;
    private final Guard guard;
    private final ObjectReads reads;

    CopySources(BucketAccess access, Guard guard, ObjectReads reads) {
        this.access = access;
        this.guard = guard;
        this.reads = reads;
    }

    /// An object to read from, allowed and found.
    record Source(Bucket bucket, ObjectVersion object, SegmentScope scope) {}

    Source find(S3Call call) {
        var header = call.header("x-amz-copy-source").orElse("");
        var question = header.indexOf(VERSION);
        Optional<String> version =
                question < 0 ? Optional.empty() : Optional.of(header.substring(question + VERSION.length()));
        var path = S3Target.decode(question < 0 ? header : header.substring(0, question));
        var bare = path.startsWith("/") ? path.substring(1) : path;
        var slash = bare.indexOf('/');
        if (slash < 1 || slash == bare.length() - 1) {
            throw new S3Exception(
                    S3Error.InvalidArgument, "Copy Source must mention the source bucket and key: /bucket/key");
        }
        var bucket = access.requireSource(call, bare.substring(0, slash));
        var name = bare.substring(slash + 1);
        guard.require(call, Actions.of("GetObject", version.isPresent()), bucket, name, version);
        var object = reads.find(bucket, key(name), version);
        Conditions.requireSource(call, object);
        var own = CustomerKey.ofSource(call);
        CustomerKey.requireFor(own, object.headers());
        return new Source(bucket, object, access.scope(call, bucket, object.headers(), own));
    }

    InputStream open(Source source, ByteRange range) throws IOException {
        return reads.open(source.scope(), source.object(), range);
    }

    static ObjectKey key(String text) {
        try {
            return new ObjectKey(text);
        } catch (IllegalArgumentException e) {
            throw new S3Exception(S3Error.KeyTooLongError);
        }
    }
}
