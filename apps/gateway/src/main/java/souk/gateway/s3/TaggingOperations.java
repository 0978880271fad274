package souk.gateway.s3;

import java.io.IOException;
import souk.gateway.store.BucketSettings.Kind;
import souk.gateway.store.Tags;

/// Tags of buckets and objects.
final class TaggingOperations {
    private final S3Context context;
    private final BucketAccess access;
    private final ObjectReads reads;

    TaggingOperations(S3Context context, BucketAccess access, ObjectReads reads) {
        this.context = context;
        this.access = access;
        this.reads = reads;
    }

    Reply ofBucket(S3Call call) {
        var bucket = access.require(call);
        return context.metadata()
                .settings()
                .find(bucket.id(), Kind.TAGS)
                .map(text -> Reply.document(TagSets.document(Tags.fromText(text))))
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchTagSet));
    }

    Reply setOfBucket(S3Call call) throws IOException {
        var bucket = access.require(call);
        var tags = TagSets.parse(Documents.read(call), TagSets.MAX_OF_BUCKET);
        if (tags.isEmpty()) {
            context.metadata().settings().remove(bucket.id(), Kind.TAGS);
        } else {
            context.metadata().settings().put(bucket.id(), Kind.TAGS, tags.toText());
        }
        return Reply.of(204);
    }

    Reply removeOfBucket(S3Call call) {
        context.metadata().settings().remove(access.require(call).id(), Kind.TAGS);
        return Reply.of(204);
    }

    Reply ofObject(S3Call call) {
        var bucket = access.require(call);
        var object = reads.find(bucket, call.key(), call.parameter("versionId"));
        return ObjectReads.versioned(Reply.document(TagSets.document(object.tags())), bucket, object);
    }

    Reply setOfObject(S3Call call) throws IOException {
        var tags = TagSets.parse(Documents.read(call), TagSets.MAX_OF_OBJECT);
        return replace(call, tags, 200);
    }

    Reply removeOfObject(S3Call call) {
        return replace(call, Tags.none(), 204);
    }

    private Reply replace(S3Call call, Tags tags, int status) {
        var bucket = access.require(call);
        var object = reads.find(bucket, call.key(), call.parameter("versionId"));
        context.metadata().objects().setTags(object, tags);
        return ObjectReads.versioned(Reply.of(status), bucket, object);
    }
}
