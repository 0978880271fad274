package souk.gateway.s3;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.gateway.access.Access;
import souk.gateway.access.AccessRequest;
import souk.gateway.access.BucketRules;
import souk.gateway.access.Policy;
import souk.gateway.store.Acl;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketSettings.Kind;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectVersion;

/// Asks for every request whether it is allowed, before its operation runs and before its body is sent.
///
/// An operation that no rule knows is the bucket owner's alone.
final class Guard {
    /// These ask for themselves: for each key of a list, or once the form was read.
    private static final Set<String> SELF_GUARDED = Set.of("DeleteObjects", "PostObject");

    /// Anyone may ask; what is answered depends on who.
    private static final Set<String> OPEN = Set.of("ListBuckets");

    private final S3Context context;
    private final BucketAccess access;

    Guard(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    /// Lets the operation run, or not.
    ///
    /// @param operation its name in the API
    /// @throws S3Exception `AccessDenied`, `NoSuchBucket` or `InvalidBucketName`
    void require(S3Call call, String operation) {
        if (OPEN.contains(operation)) {
            return;
        }
        if (operation.equals("CreateBucket")) {
            if (call.account().equals(Account.ANONYMOUS)) {
                throw new S3Exception(S3Error.AccessDenied);
            }
            return;
        }
        var bucket = access.require(call);
        if (!SELF_GUARDED.contains(operation)) {
            var version = call.parameter("versionId");
            require(
                    call,
                    Actions.of(operation, version.isPresent()),
                    bucket,
                    call.target().key(),
                    version);
        }
    }

    /// Lets a part of an operation run, or not.
    ///
    /// @param action as policies name it
    /// @param key empty for the bucket itself
    /// @throws S3Exception `AccessDenied`
    void require(S3Call call, String action, Bucket bucket, String key, Optional<String> version) {
        if (!allows(call, action, bucket, key, version)) {
            throw new S3Exception(S3Error.AccessDenied);
        }
    }

    boolean allows(S3Call call, String action, Bucket bucket, String key, Optional<String> version) {
        var rules = rules(bucket);
        var asked = Access.asksForObject(action)
                || rules.policy().filter(Policy::asksForObjectTags).isPresent();
        var object = asked ? object(bucket, key, version) : Optional.<ObjectVersion>empty();
        var facts = new RequestFacts(call, object.map(ObjectVersion::tags), context.now());
        if (Access.asksForObject(action)
                && object.isEmpty()
                && !call.principal().is(bucket.tenant())) {
            // Only who may list the bucket is told that there is no such object.
            var list = new AccessRequest(
                    call.principal(), Actions.LIST_BUCKET, bucket.name().value(), "", listing(facts, key));
            return Access.decide(list, rules, Optional.empty()) == Access.Decision.ALLOWED;
        }
        var request = new AccessRequest(call.principal(), action, bucket.name().value(), key, facts);
        return Access.decide(request, rules, object.map(ObjectVersion::ownership)) == Access.Decision.ALLOWED;
    }

    /// What counts for access to the bucket.
    BucketRules rules(Bucket bucket) {
        var settings = context.metadata().settings().all(bucket.id());
        return new BucketRules(
                bucket.tenant(),
                Optional.ofNullable(settings.get(Kind.ACL))
                        .map(Acl::fromText)
                        .orElseGet(() -> Acl.privateTo(bucket.tenant())),
                Optional.ofNullable(settings.get(Kind.POLICY))
                        .map(document -> Policy.parse(document, bucket.name().value())),
                OwnershipDocuments.ownership(Optional.ofNullable(settings.get(Kind.OWNERSHIP))),
                OwnershipDocuments.block(Optional.ofNullable(settings.get(Kind.PUBLIC_ACCESS))));
    }

    private static AccessRequest.Context listing(RequestFacts facts, String key) {
        return name -> name.equals("s3:prefix") ? List.of(key) : facts.values(name);
    }

    private Optional<ObjectVersion> object(Bucket bucket, String key, Optional<String> version) {
        if (key.isEmpty() || key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > ObjectKey.MAX_BYTES) {
            return Optional.empty();
        }
        var objects = context.metadata().objects();
        var name = new ObjectKey(key);
        return version.map(id -> objects.version(bucket.id(), name, id))
                .orElseGet(() -> objects.latest(bucket.id(), name))
                .filter(found -> !found.marker());
    }
}
