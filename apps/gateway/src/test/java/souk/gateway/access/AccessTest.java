package souk.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.gateway.access.Access.Decision;
import souk.gateway.store.Acl;
import souk.gateway.store.Acl.Grant;
import souk.gateway.store.Grantee;
import souk.gateway.store.Ownership;
import souk.gateway.store.Permission;
import souk.gateway.store.TenantId;

final class AccessTest {
    private static final TenantId OWNER = new TenantId("owner");
    private static final TenantId WRITER = new TenantId("writer");
    private static final String ALLOW_ALL =
            "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\"}}";
    private static final String DENY_ALL = ALLOW_ALL.replace("Allow", "Deny");

    /// Who may do what with a bucket list, an object list and nothing else; the object is the bucket owner's.
    @ParameterizedTest
    @CsvSource({
        "owner,     s3:GetObject,        private,            private,            true",
        "owner,     s3:PutBucketPolicy,  private,            private,            true",
        "stranger,  s3:GetObject,        private,            private,            false",
        "stranger,  s3:ListBucket,       private,            private,            false",
        "anonymous, s3:ListBucket,       public-read,        private,            true",
        "anonymous, s3:GetObject,        public-read,        private,            false",
        "anonymous, s3:GetObject,        private,            public-read,        true",
        "anonymous, s3:GetObjectVersion, private,            public-read,        true",
        "anonymous, s3:GetObjectAcl,     private,            public-read,        false",
        "anonymous, s3:PutObject,        public-read,        public-read-write,  false",
        "anonymous, s3:PutObject,        public-read-write,  private,            true",
        "anonymous, s3:DeleteObject,     public-read-write,  private,            true",
        "anonymous, s3:DeleteObjectVersion, public-read-write, private,          false",
        "anonymous, s3:GetBucketPolicy,  public-read-write,  private,            false",
        "anonymous, s3:GetObjectTagging, public-read-write,  public-read-write,  false",
        "anonymous, s3:SomethingNew,     public-read-write,  public-read-write,  false",
        "anonymous, s3:ListBucket,       authenticated-read, private,            false",
        "stranger,  s3:ListBucket,       authenticated-read, private,            true",
        "stranger,  s3:GetObject,        private,            authenticated-read, true",
    })
    void listsLetInWhomTheyName(String who, String action, String bucketList, String objectList, boolean allowed) {
        var object = new Ownership(OWNER, acl(OWNER, objectList));

        assertThat(decide(who, action, rules(acl(OWNER, bucketList)), Optional.of(object)))
                .isEqualTo(allowed ? Decision.ALLOWED : Decision.NOT_ALLOWED);
    }

    @Test
    void anObjectOfAnotherWriterIsNotTheBucketOwnersToReadButToDelete() {
        var object = Optional.of(Ownership.privateTo(WRITER));
        var open = rules(Acl.privateTo(OWNER), ALLOW_ALL);

        assertThat(decide("owner", "s3:GetObject", open, object)).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("stranger", "s3:GetObject", open, object)).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("writer", "s3:GetObject", open, object)).isEqualTo(Decision.ALLOWED);
        assertThat(decide("writer", "s3:PutObjectAcl", open, object)).isEqualTo(Decision.ALLOWED);
        assertThat(decide("owner", "s3:DeleteObject", open, object)).isEqualTo(Decision.ALLOWED);
        assertThat(decide("owner", "s3:GetObjectTagging", open, object)).isEqualTo(Decision.ALLOWED);
        var enforced = with(open, ObjectOwnership.BUCKET_OWNER_ENFORCED, PublicAccessBlock.none());
        assertThat(decide("owner", "s3:GetObject", enforced, object)).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void theWriterOfAnObjectMayNotDoWhatTheBucketDoesNotAllow() {
        var object = Optional.of(Ownership.privateTo(WRITER));

        assertThat(decide("writer", "s3:DeleteObject", rules(Acl.privateTo(OWNER)), object))
                .isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("writer", "s3:GetObject", rules(Acl.privateTo(OWNER), DENY_ALL), object))
                .isEqualTo(Decision.DENIED);
    }

    @Test
    void aPolicyCanShutOutTheOwnerButNotFromItself() {
        var shut = rules(acl(OWNER, "public-read"), DENY_ALL);

        assertThat(decide("owner", "s3:ListBucket", shut, Optional.empty())).isEqualTo(Decision.DENIED);
        assertThat(decide("anonymous", "s3:ListBucket", shut, Optional.empty())).isEqualTo(Decision.DENIED);
        assertThat(decide("owner", "s3:DeleteBucketPolicy", shut, Optional.empty()))
                .isEqualTo(Decision.ALLOWED);
        assertThat(decide("stranger", "s3:DeleteBucketPolicy", shut, Optional.empty()))
                .isEqualTo(Decision.DENIED);
    }

    @Test
    void listsDoNotCountWhereTheBucketOwnerOwnsAll() {
        var rules = with(
                rules(acl(OWNER, "public-read-write")),
                ObjectOwnership.BUCKET_OWNER_ENFORCED,
                PublicAccessBlock.none());
        var object = Optional.of(new Ownership(OWNER, acl(OWNER, "public-read")));

        assertThat(decide("anonymous", "s3:ListBucket", rules, Optional.empty()))
                .isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("anonymous", "s3:GetObject", rules, object)).isEqualTo(Decision.NOT_ALLOWED);
    }

    @Test
    void ignoredListsStillCountForThoseTheyName() {
        var named = new Acl(List.of(
                new Grant(new Grantee.Everyone(), Permission.READ),
                new Grant(new Grantee.Tenant(WRITER), Permission.READ)));
        var rules = with(rules(named), ObjectOwnership.OBJECT_WRITER, new PublicAccessBlock(false, true, false, false));

        assertThat(decide("anonymous", "s3:ListBucket", rules, Optional.empty()))
                .isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("writer", "s3:ListBucket", rules, Optional.empty())).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void aRestrictedBucketOpensToNobodyElseByAPublicPolicy() {
        var rules = with(
                rules(Acl.privateTo(OWNER), ALLOW_ALL),
                ObjectOwnership.OBJECT_WRITER,
                new PublicAccessBlock(false, false, false, true));

        assertThat(decide("anonymous", "s3:ListBucket", rules, Optional.empty()))
                .isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("stranger", "s3:ListBucket", rules, Optional.empty())).isEqualTo(Decision.NOT_ALLOWED);
        assertThat(decide("owner", "s3:ListBucket", rules, Optional.empty())).isEqualTo(Decision.ALLOWED);
    }

    private static Decision decide(String who, String action, BucketRules rules, Optional<Ownership> object) {
        var principal =
                who.equals("anonymous") ? new Principal.Anonymous() : new Principal.Tenant(new TenantId(who), who);
        return Access.decide(new AccessRequest(principal, action, "bkt", "k", _ -> List.of()), rules, object);
    }

    private static BucketRules rules(Acl acl) {
        return new BucketRules(OWNER, acl, Optional.empty(), ObjectOwnership.OBJECT_WRITER, PublicAccessBlock.none());
    }

    private static BucketRules rules(Acl acl, String policy) {
        return new BucketRules(
                OWNER,
                acl,
                Optional.of(Policy.parse(policy, "bkt")),
                ObjectOwnership.OBJECT_WRITER,
                PublicAccessBlock.none());
    }

    private static BucketRules with(BucketRules rules, ObjectOwnership ownership, PublicAccessBlock block) {
        return new BucketRules(rules.owner(), rules.acl(), rules.policy(), ownership, block);
    }

    private static Acl acl(TenantId owner, String canned) {
        var full = new Grant(new Grantee.Tenant(owner), Permission.FULL_CONTROL);
        return switch (canned) {
            case "private" -> new Acl(List.of(full));
            case "public-read" -> new Acl(List.of(full, new Grant(new Grantee.Everyone(), Permission.READ)));
            case "public-read-write" ->
                new Acl(List.of(
                        full,
                        new Grant(new Grantee.Everyone(), Permission.READ),
                        new Grant(new Grantee.Everyone(), Permission.WRITE)));
            case "authenticated-read" -> new Acl(List.of(full, new Grant(new Grantee.AnyTenant(), Permission.READ)));
            default -> throw new IllegalArgumentException(canned);
        };
    }
}
