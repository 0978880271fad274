package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertError;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Type;

/// Who gets at a bucket, through Amazon's own client: its owner, another tenant, and anyone.
final class SharingTest {
    @TempDir
    private static Path folder;

    private static LocalDoor door;
    private static S3Client owner;
    private static S3Client stranger;
    private static S3Client anyone;
    private static int buckets;

    private String bucket;

    @BeforeAll
    static void open() {
        door = LocalDoor.open(folder);
        owner = SdkClients.of(door, LocalDoor.OWNER);
        stranger = SdkClients.of(door, LocalDoor.STRANGER);
        anyone = SdkClients.anonymous(door);
    }

    @AfterAll
    static void close() {
        List.of(owner, stranger, anyone).forEach(S3Client::close);
        door.close();
    }

    @BeforeEach
    void createBucket() {
        bucket = "shared-" + buckets++;
        owner.createBucket(b -> b.bucket(bucket));
        put(owner, "k");
    }

    @Test
    void aBucketIsPrivateUntilItsOwnerSaysOtherwise() {
        for (var other : List.of(stranger, anyone)) {
            denied(() -> get(other, "k"));
            denied(() -> get(other, "absent"));
            denied(() -> put(other, "new"));
            denied(() -> other.listObjectsV2(b -> b.bucket(bucket)));
            denied(() -> other.getBucketAcl(b -> b.bucket(bucket)));
            denied(() -> other.deleteObject(b -> b.bucket(bucket).key("k")));
            denied(() -> other.deleteBucket(b -> b.bucket(bucket)));
        }
        denied(() -> anyone.createBucket(b -> b.bucket("of-nobody")));
        assertThat(anyone.listBuckets().buckets()).isEmpty();
        assertThat(get(owner, "k")).isEqualTo("k");
    }

    @Test
    void publicListsOpenTheBucketAndObjectsApart() {
        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
        owner.putObject(
                b -> b.bucket(bucket).key("open").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("open"));

        assertThat(anyone.listObjectsV2(b -> b.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly("k", "open");
        assertThat(get(anyone, "open")).isEqualTo("open");
        denied(() -> get(anyone, "k"));
        assertError(() -> get(anyone, "absent"), "NoSuchKey", 404);
        denied(() -> put(anyone, "new"));
        owner.putObjectAcl(b -> b.bucket(bucket).key("open").acl(ObjectCannedACL.PRIVATE));
        denied(() -> get(anyone, "open"));
    }

    @Test
    void creatingABucketAgainDoesNotShareItOtherwise() {
        assertError(
                () -> owner.createBucket(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ)),
                "BucketAlreadyExists",
                409);
        assertError(() -> stranger.createBucket(b -> b.bucket(bucket)), "BucketAlreadyExists", 409);
        owner.createBucket(b -> b.bucket(bucket));
        denied(() -> anyone.listObjectsV2(b -> b.bucket(bucket)));

        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
        owner.createBucket(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
        assertError(() -> owner.createBucket(b -> b.bucket(bucket)), "BucketAlreadyExists", 409);
        anyone.listObjectsV2(b -> b.bucket(bucket));
    }

    @Test
    void showsTheListsThatWereSet() {
        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ_WRITE));
        var grants = owner.getBucketAcl(b -> b.bucket(bucket)).grants();

        assertThat(grants)
                .extracting(Grant::permission)
                .containsExactly(Permission.READ, Permission.WRITE, Permission.FULL_CONTROL);
        assertThat(grants.getFirst().grantee().type()).isEqualTo(Type.GROUP);
        assertThat(grants.getFirst().grantee().uri()).endsWith("AllUsers");
        assertThat(grants.getLast().grantee().id()).isEqualTo("acme");
    }

    @Test
    void grantsOneTenantWhatTheHeadersOrTheDocumentName() {
        owner.putBucketAcl(b -> b.bucket(bucket).grantWrite("id=other").grantReadACP("id=\"other\""));

        put(stranger, "theirs");
        assertThat(stranger.getBucketAcl(b -> b.bucket(bucket)).grants()).hasSize(2);
        denied(() -> stranger.listObjects(b -> b.bucket(bucket)));
        denied(() -> put(anyone, "new"));
        var acl = owner.getObjectAcl(b -> b.bucket(bucket).key("k"));
        owner.putObjectAcl(b -> b.bucket(bucket)
                .key("k")
                .accessControlPolicy(p -> p.owner(acl.owner())
                        .grants(Grant.builder()
                                .grantee(g -> g.type(Type.CANONICAL_USER).id("other"))
                                .permission(Permission.READ)
                                .build())));
        assertThat(get(stranger, "k")).isEqualTo("k");
        assertThat(get(owner, "k")).isEqualTo("k");
    }

    @Test
    void refusesListsThatNameNobody() {
        assertError(() -> owner.putBucketAcl(b -> b.bucket(bucket).grantRead("id=nobody")), "InvalidArgument", 400);
        assertError(
                () -> owner.putBucketAcl(b -> b.bucket(bucket).grantRead("emailAddress=a@b.test")),
                "UnresolvableGrantByEmailAddress",
                400);
        assertError(
                () -> owner.putBucketAcl(
                        b -> b.bucket(bucket).acl(BucketCannedACL.PRIVATE).grantRead("id=other")),
                "InvalidRequest",
                400);
        assertError(() -> owner.putBucketAcl(b -> b.bucket(bucket)), "MissingSecurityHeader", 400);
    }

    @Test
    void whatAnotherWritesIsTheirsUnlessTheyGiveItAway() {
        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ_WRITE));
        put(stranger, "theirs");
        stranger.putObject(
                b -> b.bucket(bucket).key("given").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL),
                RequestBody.fromString("given"));

        denied(() -> get(owner, "theirs"));
        assertThat(get(stranger, "theirs")).isEqualTo("theirs");
        assertThat(get(owner, "given")).isEqualTo("given");
        assertThat(owner.listObjectsV2(b -> b.bucket(bucket).fetchOwner(true)).contents())
                .extracting(object -> object.owner().id())
                .containsExactly("other", "acme", "other");
        owner.deleteObject(b -> b.bucket(bucket).key("theirs"));
    }

    @Test
    void theOwnerMayOwnAllThatOthersWrite() {
        owner.putBucketOwnershipControls(b -> b.bucket(bucket)
                .ownershipControls(c -> c.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                        .build())));
        policy("Allow", "*", "s3:*", "");

        put(stranger, "theirs");

        assertThat(get(owner, "theirs")).isEqualTo("theirs");
        assertThat(owner.getObjectAcl(b -> b.bucket(bucket).key("theirs"))
                        .owner()
                        .id())
                .isEqualTo("acme");
        assertError(
                () -> owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ)),
                "AccessControlListNotSupported",
                400);
        assertError(
                () -> stranger.putObject(
                        b -> b.bucket(bucket).key("x").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.empty()),
                "AccessControlListNotSupported",
                400);
    }

    @Test
    void policiesLetOthersInAndKeepThemOut() {
        policy("Allow", "{\"AWS\": \"other\"}", "s3:GetObject", "");
        assertThat(get(stranger, "k")).isEqualTo("k");
        denied(() -> get(anyone, "k"));
        denied(() -> put(stranger, "new"));

        policy("Deny", "*", "s3:GetObject", "");
        denied(() -> get(owner, "k"));
        owner.deleteBucketPolicy(b -> b.bucket(bucket));
        assertThat(get(owner, "k")).isEqualTo("k");
        denied(() -> get(stranger, "k"));
    }

    @Test
    void policiesAskForTheTagsOfTheObject() {
        policy("Allow", "*", "s3:GetObject", "\"StringEquals\": {\"s3:ExistingObjectTag/security\": \"public\"}");
        owner.putObject(
                b -> b.bucket(bucket).key("tagged").tagging("security=public"), RequestBody.fromString("tagged"));

        assertThat(get(anyone, "tagged")).isEqualTo("tagged");
        denied(() -> get(anyone, "k"));
    }

    @Test
    void policiesAskForTheAddressAndTheProtocol() {
        policy("Allow", "*", "s3:GetObject", "\"IpAddress\": {\"aws:SourceIp\": \"127.0.0.0/8\"}");
        assertThat(get(anyone, "k")).isEqualTo("k");

        policy("Deny", "*", "s3:*", "\"Bool\": {\"aws:SecureTransport\": \"false\"}");
        denied(() -> get(owner, "k"));
    }

    @Test
    void showsThePolicyAsItWasSet() {
        var text = policy("Allow", "*", "s3:GetObject", "");

        assertThat(owner.getBucketPolicy(b -> b.bucket(bucket)).policy()).isEqualTo(text);
        assertThat(owner.getBucketPolicyStatus(b -> b.bucket(bucket))
                        .policyStatus()
                        .isPublic())
                .isTrue();
        assertError(
                () -> owner.putBucketPolicy(b -> b.bucket(bucket).policy("{\"Statement\": 1}")),
                "MalformedPolicy",
                400);
        assertError(
                () -> owner.putBucketPolicy(
                        b -> b.bucket(bucket).policy(text + " ".repeat(PolicyOperations.MAX_POLICY))),
                "PolicyTooLarge",
                400);
    }

    @Test
    void publicAccessCanBeBlocked() {
        owner.putObject(
                b -> b.bucket(bucket).key("open").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("open"));
        owner.putPublicAccessBlock(b -> b.bucket(bucket)
                .publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)
                        .ignorePublicAcls(true)
                        .blockPublicPolicy(true)
                        .restrictPublicBuckets(true)));

        denied(() -> get(anyone, "open"));
        denied(() -> owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ)));
        denied(() ->
                owner.putObject(b -> b.bucket(bucket).key("x").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.empty()));
        denied(() -> policy("Allow", "*", "s3:GetObject", ""));
        policy("Allow", "{\"AWS\": \"other\"}", "s3:GetObject", "");
        assertThat(get(stranger, "k")).isEqualTo("k");
    }

    @Test
    void copiesOnlyWhatTheCopierMayRead() {
        stranger.createBucket(b -> b.bucket(bucket + "-copies"));
        denied(() -> copy(bucket + "-copies"));

        policy("Allow", "*", "s3:GetObject", "");
        copy(bucket + "-copies");

        assertThat(stranger.getObjectAsBytes(b -> b.bucket(bucket + "-copies").key("k"))
                        .asUtf8String())
                .isEqualTo("k");
    }

    @Test
    void deletesOfAListTheKeysThatMayBeDeleted() {
        put(owner, "mine");
        put(owner, "shared/a");
        owner.putBucketPolicy(b -> b.bucket(bucket)
                .policy("{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:DeleteObject\","
                        + " \"Resource\": \"arn:aws:s3:::" + bucket + "/shared/*\"}}"));

        var result = stranger.deleteObjects(b -> b.bucket(bucket)
                .delete(d -> d.objects(List.of(
                        ObjectIdentifier.builder().key("mine").build(),
                        ObjectIdentifier.builder().key("shared/a").build()))));

        assertThat(result.deleted()).hasSize(1);
        assertThat(result.errors()).extracting(S3Error::code).containsExactly("AccessDenied");
        assertThat(get(owner, "mine")).isEqualTo("mine");
    }

    @Test
    void theBucketMustBeWhoseTheClientExpects() {
        owner.headBucket(b -> b.bucket(bucket).expectedBucketOwner("acme"));
        denied(() -> owner.listObjectsV2(b -> b.bucket(bucket).expectedBucketOwner("other")));
        denied(() -> owner.getObject(b -> b.bucket(bucket).key("k").expectedBucketOwner("other")));
    }

    private void copy(String target) {
        stranger.copyObject(b ->
                b.sourceBucket(bucket).sourceKey("k").destinationBucket(target).destinationKey("k"));
    }

    private String policy(String effect, String principal, String action, String condition) {
        var text =
                "{\"Statement\": {\"Effect\": \"%s\", \"Principal\": %s, \"Action\": \"%s\", \"Resource\": \"*\", \"Condition\": {%s}}}"
                        .formatted(effect, principal.equals("*") ? "\"*\"" : principal, action, condition);
        owner.putBucketPolicy(b -> b.bucket(bucket).policy(text));
        return text;
    }

    private void put(S3Client client, String key) {
        client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
    }

    private String get(S3Client client, String key) {
        return client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
    }

    private static void denied(Runnable action) {
        assertError(action, "AccessDenied", 403);
    }
}
