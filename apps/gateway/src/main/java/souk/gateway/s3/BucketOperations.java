package souk.gateway.s3;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketKey;
import souk.gateway.store.TenantId;
import souk.gateway.store.Versioning;

/// What concerns whole buckets.
final class BucketOperations {
    private static final String LEGACY_REGION = "us-east-1";
    private static final int MAX_BUCKETS = 10_000;

    private final S3Context context;
    private final BucketAccess access;

    BucketOperations(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply list(S3Call call) {
        var limit = call.number("max-buckets", 1, MAX_BUCKETS).orElse(MAX_BUCKETS);
        var prefix = call.parameter("prefix").orElse("");
        var after = call.parameter("continuation-token").map(Tokens::decode).orElse("");
        var found = context.metadata().buckets().list(call.account().tenant(), prefix, after, limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        return Reply.xml("ListAllMyBucketsResult", xml -> {
            Owners.write(xml, "Owner", call.account());
            xml.element("Buckets", buckets -> page.forEach(bucket -> write(buckets, bucket)));
            if (found.size() > limit) {
                xml.text(
                        "ContinuationToken", Tokens.encode(page.getLast().name().value()));
            }
        });
    }

    Reply create(S3Call call) throws IOException {
        var name = BucketAccess.name(call.target().bucket());
        StoredHeaders.refuseUnsupported(call);
        requireRegion(Documents.read(call));
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
        }
        return Reply.of(200).with("Location", "/" + name);
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

    private static boolean locked(S3Call call) {
        return call.header("x-amz-bucket-object-lock-enabled")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    Reply head(S3Call call) {
        var bucket = access.require(call);
        return Reply.of(200).with("x-amz-bucket-region", bucket.region());
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

    Reply acl(S3Call call) {
        access.require(call);
        return Owners.fullControl(call.account());
    }

    /// Only what is so anyway can be set: the owner alone, with full control.
    Reply setAcl(S3Call call) throws IOException {
        access.require(call);
        StoredHeaders.refuseUnsupported(call);
        var document = Documents.read(call);
        var accepted = document.length == 0
                ? call.header("x-amz-acl").isPresent()
                : Owners.grantsOwnerOnly(XmlNode.parse(document, "AccessControlPolicy"), call.account());
        if (!accepted) {
            throw new S3Exception(S3Error.AccessControlListNotSupported);
        }
        return Reply.of(200);
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
