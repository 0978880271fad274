package souk.gateway.s3;

import souk.gateway.store.Bucket;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.Ownership;
import souk.gateway.store.Tags;

/// What the headers of a write say of the object besides its bytes.
final class ObjectDescriptions {
    private final Guard guard;
    private final AccessLists lists;

    ObjectDescriptions(S3Context context, Guard guard) {
        this.guard = guard;
        this.lists = new AccessLists(context.accounts());
    }

    record Description(ObjectHeaders headers, Ownership ownership, Tags tags) {}

    /// Of a new object.
    Description read(S3Call call, Bucket bucket) {
        return new Description(StoredHeaders.read(call), ownership(call, bucket), TagSets.ofHeader(call));
    }

    /// Of a copy: what the client does not replace is the source's.
    Description read(S3Call call, Bucket bucket, CopySources.Source source) {
        StoredHeaders.refuseUnsupported(call);
        var headers = replaces(call, "x-amz-metadata-directive")
                ? StoredHeaders.read(call)
                : source.object().headers();
        var tags = replaces(call, "x-amz-tagging-directive")
                ? TagSets.ofHeader(call)
                : source.object().tags();
        return new Description(headers, ownership(call, bucket), tags);
    }

    /// @throws S3Exception `InvalidArgument` for a directive that is none
    static boolean replaces(S3Call call, String directive) {
        return switch (call.header(directive).orElse("COPY")) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default -> throw new S3Exception(S3Error.InvalidArgument, "Unknown directive in " + directive + ".");
        };
    }

    private Ownership ownership(S3Call call, Bucket bucket) {
        return lists.ofNewObject(call, bucket, guard.rules(bucket));
    }
}
