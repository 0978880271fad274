package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import souk.gateway.access.MalformedPolicyException;
import souk.gateway.access.ObjectOwnership;
import souk.gateway.access.Policy;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketSettings;
import souk.gateway.store.BucketSettings.Kind;

/// Policies, and what limits lists and policies: public access blocks and object ownership.
final class PolicyOperations {
    /// Bytes, as in S3.
    static final int MAX_POLICY = 20 * 1024;

    private final S3Context context;
    private final BucketAccess access;
    private final Guard guard;

    PolicyOperations(S3Context context, BucketAccess access, Guard guard) {
        this.context = context;
        this.access = access;
        this.guard = guard;
    }

    Reply policy(S3Call call) {
        var document = settings()
                .find(access.require(call).id(), Kind.POLICY)
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchBucketPolicy));
        return new Reply(200, Map.of("Content-Type", "application/json"), new Reply.Document(document.getBytes(UTF_8)));
    }

    Reply setPolicy(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = Documents.read(call);
        if (document.length > MAX_POLICY) {
            throw new S3Exception(S3Error.PolicyTooLarge);
        }
        var text = new String(document, UTF_8);
        var policy = parse(text, bucket);
        if (policy.isPublic() && guard.rules(bucket).block().blockPolicy()) {
            throw new S3Exception(S3Error.AccessDenied);
        }
        settings().put(bucket.id(), Kind.POLICY, text);
        return Reply.of(204);
    }

    Reply removePolicy(S3Call call) {
        return remove(call, Kind.POLICY);
    }

    Reply status(S3Call call) {
        var rules = guard.rules(access.require(call));
        var byPolicy = rules.policy().filter(Policy::isPublic).isPresent();
        var byList = rules.acl().isPublic() && !rules.block().ignoreAcls();
        var open = byPolicy || byList;
        return Reply.xml("PolicyStatus", xml -> xml.flag("IsPublic", open));
    }

    Reply block(S3Call call) {
        return settings()
                .find(access.require(call).id(), Kind.PUBLIC_ACCESS)
                .map(text -> Reply.document(text.getBytes(UTF_8)))
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchPublicAccessBlockConfiguration));
    }

    Reply setBlock(S3Call call) throws IOException {
        var bucket = access.require(call);
        var block = OwnershipDocuments.parseBlock(Documents.read(call));
        settings().put(bucket.id(), Kind.PUBLIC_ACCESS, new String(OwnershipDocuments.write(block), UTF_8));
        return Reply.of(200);
    }

    Reply removeBlock(S3Call call) {
        return remove(call, Kind.PUBLIC_ACCESS);
    }

    Reply ownership(S3Call call) {
        return settings()
                .find(access.require(call).id(), Kind.OWNERSHIP)
                .map(text -> Reply.document(text.getBytes(UTF_8)))
                .orElseThrow(() -> new S3Exception(S3Error.OwnershipControlsNotFoundError));
    }

    Reply setOwnership(S3Call call) throws IOException {
        var bucket = access.require(call);
        var ownership = OwnershipDocuments.parseOwnership(Documents.read(call));
        if (ownership == ObjectOwnership.BUCKET_OWNER_ENFORCED && isShared(bucket)) {
            throw new S3Exception(S3Error.InvalidBucketAclWithObjectOwnership);
        }
        settings().put(bucket.id(), Kind.OWNERSHIP, new String(OwnershipDocuments.write(ownership), UTF_8));
        return Reply.of(200);
    }

    Reply removeOwnership(S3Call call) {
        return remove(call, Kind.OWNERSHIP);
    }

    private boolean isShared(Bucket bucket) {
        var owner = new souk.gateway.store.Grantee.Tenant(bucket.tenant());
        return guard.rules(bucket).acl().grants().stream()
                .anyMatch(grant -> !grant.grantee().equals(owner));
    }

    private Reply remove(S3Call call, Kind kind) {
        settings().remove(access.require(call).id(), kind);
        return Reply.of(204);
    }

    private BucketSettings settings() {
        return context.metadata().settings();
    }

    private static Policy parse(String text, Bucket bucket) {
        try {
            return Policy.parse(text, bucket.name().value());
        } catch (MalformedPolicyException e) {
            throw new S3Exception(S3Error.MalformedPolicy, String.valueOf(e.getMessage()));
        }
    }
}
