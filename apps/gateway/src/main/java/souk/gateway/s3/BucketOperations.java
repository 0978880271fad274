package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.gateway.access.ObjectOwnership;
import souk.gateway.store.Acl;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketKey;
import souk.gateway.store.BucketName;
import souk.gateway.store.BucketSettings.Kind;
import souk.gateway.store.TenantId;
import souk.gateway.store.Versioning;

/// What concerns whole buckets.
final class BucketOperations {
    private static final String LEGACY_REGION = "us-east-1";
    private static final int MAX_BUCKETS = 10_000;

    private final S3Context context;
    private final BucketAccess access;
    private final Owners owners;

    BucketOperations(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
        this.owners = new Owners(context.accounts());
    }

    Reply list(S3Call call) {
        var limit = call.number("max-buckets", 1, MAX_BUCKETS).orElse(MAX_BUCKETS);
        var prefix = call.parameter("prefix").orElse("");
        var after = call.parameter("continuation-token").map(Tokens::decode).orElse("");
        var elsewhere = call.parameter("bucket-region")
                .filter(region -> !region.equals(context.settings().region()))
                .isPresent();
        var found = elsewhere
                ? List.<Bucket>of()
                : context.metadata().buckets().list(call.account().tenant(), prefix, after, limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        return Reply.xml("ListAllMyBucketsResult", xml -> {
            owners.write(xml, "Owner", call.account().tenant());
            xml.element("Buckets", buckets -> page.forEach(bucket -> write(buckets, bucket)));
            if (found.size() > limit) {
                xml.text(
                        "ContinuationToken", Tokens.encode(page.getLast().name().value()));
            }
            call.parameter("prefix").ifPresent(text -> xml.text("Prefix", text));
        });
    }

    Reply create(S3Call call) throws IOException {
        var name = newName(call.target().bucket());
        StoredHeaders.refuseUnsupported(call);
        requireRegion(Documents.read(call));
        var ownership = ownership(call);
        var acl = acl(call, ownership);
        var secret = new byte[BucketKey.LENGTH];
        context.random().nextBytes(secret);
        var tenant = call.account().tenant();
        var wrapped = context.keys().wrap(tenant, BucketKey.of(secret));
        var buckets = context.metadata().buckets();
        var region = context.settings().region();
        var creation = locked(call)
                ? buckets.createLocked(name, tenant, region, wrapped, context.now())
                : buckets.create(name, tenant, region, wrapped, context.now());
        if (!creation.created()) {
            requireOwn(creation.bucket(), tenant);
            requireSame(creation.bucket(), acl);
            return Reply.of(200).with("Location", "/" + name);
        }
        var settings = context.metadata().settings();
        ownership.ifPresent(text -> settings.put(creation.bucket().id(), Kind.OWNERSHIP, text));
        acl.ifPresent(list -> settings.put(creation.bucket().id(), Kind.ACL, list.toText()));
        return Reply.of(200).with("Location", "/" + name);
    }

    /// A new name is one of hosts as well; older buckets may be called otherwise.
    private static BucketName newName(String text) {
        var name = BucketAccess.name(text);
        if (text.contains(".-") || text.contains("-.")) {
            throw new S3Exception(S3Error.InvalidBucketName);
        }
        return name;
    }

    /// In the first region, and only there, S3 lets the owner create a bucket again, and clients count on it.
    private static void requireOwn(Bucket existing, TenantId tenant) {
        if (!existing.tenant().equals(tenant)) {
            throw new S3Exception(S3Error.BucketAlreadyExists);
        }
        if (!existing.region().equals(LEGACY_REGION)) {
            throw new S3Exception(S3Error.BucketAlreadyOwnedByYou);
        }
    }

    /// Creating a bucket again must not share it otherwise than it is.
    private void requireSame(Bucket existing, Optional<Acl> acl) {
        var current =
                context.metadata().settings().find(existing.id(), Kind.ACL).map(Acl::fromText);
        var plain = Acl.privateTo(existing.tenant());
        if (!current.orElse(plain).equals(acl.orElse(plain))) {
            throw new S3Exception(S3Error.BucketAlreadyExists);
        }
    }

    private static boolean locked(S3Call call) {
        return call.header("x-amz-bucket-object-lock-enabled")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    Reply head(S3Call call) {
        var bucket = access.require(call);
        return Reply.of(200).with("x-amz-bucket-region", bucket.region()).with("x-amz-access-point-alias", "false");
    }

    Reply delete(S3Call call) {
        var bucket = access.require(call);
        return switch (context.metadata().buckets().delete(bucket.name(), context.now())) {
            case DELETED -> Reply.of(204);
            case NOT_EMPTY -> throw new S3Exception(S3Error.BucketNotEmpty);
            case NO_BUCKET -> throw new S3Exception(S3Error.NoSuchBucket);
        };
    }

    Reply location(S3Call call) {
        var region = access.require(call).region();
        // The first region is written as nothing, which clients rely on.
        var text = region.equals(LEGACY_REGION) ? "" : region;
        return new Reply(
                200,
                Map.of("Content-Type", "application/xml"),
                new Reply.Document(Xml.value("LocationConstraint", text)));
    }

    Reply versioning(S3Call call) {
        var versioning = access.require(call).versioning();
        return Reply.xml("VersioningConfiguration", xml -> {
            switch (versioning) {
                case OFF -> {}
                case ENABLED -> xml.text("Status", "Enabled");
                case SUSPENDED -> xml.text("Status", "Suspended");
            }
        });
    }

    Reply setVersioning(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = XmlNode.parse(Documents.read(call), "VersioningConfiguration");
        if (document.first("MfaDelete").filter("Enabled"::equals).isPresent()) {
            throw new S3Exception(S3Error.NotImplemented, "MFA delete is not implemented.");
        }
        var versioning = switch (document.first("Status").orElse("")) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default -> throw new S3Exception(S3Error.IllegalVersioningConfigurationException);
        };
        if (!context.metadata().buckets().setVersioning(bucket.name(), versioning)) {
            throw new S3Exception(
                    S3Error.InvalidBucketState,
                    "An Object Lock configuration is present on this bucket, so the versioning state cannot be"
                            + " changed.");
        }
        return Reply.of(200);
    }

    private static Optional<String> ownership(S3Call call) {
        return call.header("x-amz-object-ownership")
                .map(text -> ObjectOwnership.named(text).orElseThrow(() -> new S3Exception(S3Error.InvalidArgument)))
                .map(each -> new String(OwnershipDocuments.write(each), UTF_8));
    }

    /// The list the bucket is to begin with, if it is not the plain one.
    private Optional<Acl> acl(S3Call call, Optional<String> ownership) {
        var owner = call.account().tenant();
        var acl = new AccessLists(context.accounts())
                .ofBucketHeaders(call, owner)
                .filter(list -> !list.equals(Acl.privateTo(owner)));
        var enforced = OwnershipDocuments.ownership(ownership) == ObjectOwnership.BUCKET_OWNER_ENFORCED;
        if (enforced && acl.isPresent()) {
            throw new S3Exception(S3Error.InvalidBucketAclWithObjectOwnership);
        }
        return acl;
    }

    private void requireRegion(byte[] document) {
        if (document.length == 0) {
            return;
        }
        var constraint = XmlNode.parse(document, "CreateBucketConfiguration").first("LocationConstraint");
        var accepted = List.of("", "US", context.settings().region());
        if (!accepted.contains(constraint.orElse(""))) {
            throw new S3Exception(S3Error.IllegalLocationConstraintException);
        }
    }

    private static void write(Xml buckets, Bucket bucket) {
        buckets.element("Bucket", xml -> {
            xml.text("Name", bucket.name().value());
            xml.time("CreationDate", bucket.created());
            xml.text("BucketRegion", bucket.region());
        });
    }
}
