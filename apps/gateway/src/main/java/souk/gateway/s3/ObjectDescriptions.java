package souk.gateway.s3;

import java.util.Map;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.ObjectLock;
import souk.gateway.store.Ownership;
import souk.gateway.store.Tags;

/// What the headers of a write say of the object besides its bytes.
final class ObjectDescriptions {
    private final S3Context context;
    private final Guard guard;
    private final AccessLists lists;

    ObjectDescriptions(S3Context context, Guard guard) {
        this.context = context;
        this.guard = guard;
        this.lists = new AccessLists(context.accounts());
    }

    record Description(ObjectHeaders headers, ObjectLock lock, Ownership ownership, Tags tags) {}

    /// Of a new object.
    Description read(S3Call call, Bucket bucket) {
        return new Description(
                StoredHeaders.read(call, encryption(call, bucket)),
                lock(call, bucket),
                ownership(call, bucket),
                TagSets.ofHeader(call));
    }

    /// Of a copy: what the client does not replace is the source's.
    Description read(S3Call call, Bucket bucket, CopySources.Source source) {
        StoredHeaders.refuseUnsupported(call);
        var encryption = encryption(call, bucket);
        var headers = replaces(call, "x-amz-metadata-directive")
                ? StoredHeaders.read(call, encryption)
                : StoredHeaders.copied(source.object().headers(), encryption);
        var tags = replaces(call, "x-amz-tagging-directive")
                ? TagSets.ofHeader(call)
                : source.object().tags();
        return new Description(headers, lock(call, bucket), ownership(call, bucket), tags);
    }

    private Map<String, String> encryption(S3Call call, Bucket bucket) {
        return Encryption.chosen(
                call, () -> DefaultEncryption.of(context, bucket).flatMap(DefaultEncryption::key));
    }

    /// @throws S3Exception `InvalidArgument` for a directive that is none
    static boolean replaces(S3Call call, String directive) {
        return switch (call.header(directive).orElse("COPY")) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default -> throw new S3Exception(S3Error.InvalidArgument, "Unknown directive in " + directive + ".");
        };
    }

    /// A lock is never copied; who sets one in a write needs the right to set it.
    private ObjectLock lock(S3Call call, Bucket bucket) {
        var lock = LockHeaders.read(call, bucket, context.now());
        var key = call.target().key();
        if (lock.retention().isPresent()) {
            guard.require(call, "s3:PutObjectRetention", bucket, key, Optional.empty());
        }
        if (lock.hold().isPresent()) {
            guard.require(call, "s3:PutObjectLegalHold", bucket, key, Optional.empty());
        }
        return lock;
    }

    private Ownership ownership(S3Call call, Bucket bucket) {
        return lists.ofNewObject(call, bucket, guard.rules(bucket));
    }
}
