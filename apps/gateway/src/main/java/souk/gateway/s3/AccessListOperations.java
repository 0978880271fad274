package souk.gateway.s3;

import java.io.IOException;
import souk.gateway.store.Acl;
import souk.gateway.store.BucketSettings.Kind;

/// Access lists of buckets and objects.
final class AccessListOperations {
    private final S3Context context;
    private final BucketAccess access;
    private final Guard guard;
    private final ObjectReads reads;
    private final AccessLists lists;

    AccessListOperations(S3Context context, BucketAccess access, Guard guard, ObjectReads reads) {
        this.context = context;
        this.access = access;
        this.guard = guard;
        this.reads = reads;
        this.lists = new AccessLists(context.accounts());
    }

    Reply ofBucket(S3Call call) {
        var bucket = access.require(call);
        return lists.show(bucket.tenant(), guard.rules(bucket).acl());
    }

    Reply setOfBucket(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = Documents.read(call);
        var acl = lists.replacement(call, document, bucket.tenant(), bucket, guard.rules(bucket));
        context.metadata().settings().put(bucket.id(), Kind.ACL, acl.toText());
        return Reply.of(200);
    }

    Reply ofObject(S3Call call) {
        var object = reads.find(access.require(call), call.key(), call.parameter("versionId"));
        var ownership = object.ownership();
        return lists.show(ownership.owner(), ownership.acl());
    }

    Reply setOfObject(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = Documents.read(call);
        var object = reads.find(bucket, call.key(), call.parameter("versionId"));
        Acl acl = lists.replacement(call, document, object.ownership().owner(), bucket, guard.rules(bucket));
        context.metadata().objects().setAcl(object, acl);
        return ObjectReads.versioned(Reply.of(200), bucket, object);
    }
}
