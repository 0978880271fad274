package souk.gateway.access;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import souk.gateway.store.Acl;
import souk.gateway.store.Grantee;
import souk.gateway.store.Ownership;
import souk.gateway.store.Permission;

/// The one place where it is decided who may do what.
///
/// A denial of the policy outweighs all else; then the policy's leave, ownership, or an access list suffices. An
/// object that another tenant wrote is not the bucket owner's to read or to share.
public final class Access {
    private static final Map<String, Permission> BY_BUCKET_LIST = Map.ofEntries(
            entry("s3:ListBucket", Permission.READ),
            entry("s3:ListBucketVersions", Permission.READ),
            entry("s3:ListBucketMultipartUploads", Permission.READ),
            entry("s3:PutObject", Permission.WRITE),
            entry("s3:DeleteObject", Permission.WRITE),
            entry("s3:AbortMultipartUpload", Permission.WRITE),
            entry("s3:ListMultipartUploadParts", Permission.WRITE),
            entry("s3:GetBucketAcl", Permission.READ_ACP),
            entry("s3:PutBucketAcl", Permission.WRITE_ACP));

    private static final Map<String, Permission> BY_OBJECT_LIST = Map.ofEntries(
            entry("s3:GetObject", Permission.READ),
            entry("s3:GetObjectVersion", Permission.READ),
            entry("s3:GetObjectAttributes", Permission.READ),
            entry("s3:GetObjectVersionAttributes", Permission.READ),
            entry("s3:GetObjectAcl", Permission.READ_ACP),
            entry("s3:GetObjectVersionAcl", Permission.READ_ACP),
            entry("s3:PutObjectAcl", Permission.WRITE_ACP),
            entry("s3:PutObjectVersionAcl", Permission.WRITE_ACP));

    /// The owner can always undo a policy that locks everyone out.
    private static final Set<String> NEVER_DENIED_TO_OWNER =
            Set.of("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy");

    private Access() {}

    /// How it is decided.
    public enum Decision {
        ALLOWED,
        /// Nothing allows it.
        NOT_ALLOWED,
        /// The policy forbids it.
        DENIED
    }

    /// Whether an action is about one object and so needs to know it.
    public static boolean asksForObject(String action) {
        return BY_OBJECT_LIST.containsKey(action);
    }

    /// Decides.
    ///
    /// @param object whose the object is that is asked for, if the action is about one that exists
    public static Decision decide(AccessRequest request, BucketRules rules, Optional<Ownership> object) {
        var isOwner = request.principal().is(rules.owner());
        if (isOwner && NEVER_DENIED_TO_OWNER.contains(request.action())) {
            return Decision.ALLOWED;
        }
        var verdict = rules.policy().map(policy -> policy.judge(request)).orElse(Policy.Verdict.SILENT);
        if (verdict == Policy.Verdict.DENIES) {
            return Decision.DENIED;
        }
        var foreign = object.filter(each -> isForeign(each, rules));
        var byPolicy = verdict == Policy.Verdict.ALLOWS && foreign.isEmpty() && policyCounts(isOwner, rules);
        var asOwner = isOwner && (foreign.isEmpty() || !asksForObject(request.action()));
        var asWriter = foreign.filter(each -> ownsObject(request, each)).isPresent();
        var allowed = byPolicy || asOwner || asWriter || listed(request, rules, object);
        return allowed ? Decision.ALLOWED : Decision.NOT_ALLOWED;
    }

    private static boolean isForeign(Ownership object, BucketRules rules) {
        return rules.ownership() != ObjectOwnership.BUCKET_OWNER_ENFORCED
                && !object.owner().equals(rules.owner());
    }

    private static boolean ownsObject(AccessRequest request, Ownership object) {
        return asksForObject(request.action()) && request.principal().is(object.owner());
    }

    private static boolean policyCounts(boolean isOwner, BucketRules rules) {
        return isOwner
                || !rules.block().restrict()
                || rules.policy().filter(Policy::isPublic).isEmpty();
    }

    private static boolean listed(AccessRequest request, BucketRules rules, Optional<Ownership> object) {
        if (rules.ownership() == ObjectOwnership.BUCKET_OWNER_ENFORCED) {
            return false;
        }
        var ofBucket = Optional.ofNullable(BY_BUCKET_LIST.get(request.action()))
                .filter(permission -> grants(rules.acl(), request, rules, permission));
        var ofObject = Optional.ofNullable(BY_OBJECT_LIST.get(request.action()))
                .filter(permission -> object.filter(each -> grants(each.acl(), request, rules, permission))
                        .isPresent());
        return ofBucket.isPresent() || ofObject.isPresent();
    }

    private static boolean grants(Acl acl, AccessRequest request, BucketRules rules, Permission permission) {
        var grantees = request.principal().grantees();
        var counted = rules.block().ignoreAcls()
                ? grantees.stream().filter(Grantee.Tenant.class::isInstance).collect(Collectors.toSet())
                : grantees;
        return acl.grants(counted, permission);
    }
}
