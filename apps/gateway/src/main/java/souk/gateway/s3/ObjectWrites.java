package souk.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.Checksum.Algorithm;
import souk.gateway.store.NewObject;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.PutResult;
import souk.gateway.store.Versioning;
import souk.gateway.store.WriteCondition;

/// PutObject and CopyObject.
final class ObjectWrites {
    private final S3Context context;
    private final BucketAccess access;
    private final BodyIntake intake;
    private final CopySources sources;
    private final ObjectDescriptions descriptions;
    private final CostHeaders costs;

    ObjectWrites(
            S3Context context,
            BucketAccess access,
            BodyIntake intake,
            CopySources sources,
            ObjectDescriptions descriptions) {
        this.context = context;
        this.access = access;
        this.intake = intake;
        this.sources = sources;
        this.descriptions = descriptions;
        this.costs = new CostHeaders(context);
    }

    Reply put(S3Call call) throws IOException {
        var bucket = access.require(call);
        var description = descriptions.read(call, bucket);
        CostHeaders.asked(call);
        LockHeaders.requireIntegrity(call, bucket, description.lock());
        var condition = Conditions.ofWrite(call);
        requireNow(call, bucket, condition);
        var received = intake.receive(call, bucket, description.headers(), Optional.empty());
        var stored = show(call, bucket, received, description, condition);
        return versioned(Reply.of(200), stored)
                .with(LifecycleOperations.expiration(bucket, stored.object()))
                .with("ETag", "\"" + received.etag() + "\"")
                .with(Proofs.root(stored.object()))
                .with(costs.of(call, stored.object()))
                .with(BucketAccess.DURABILITY, received.durability().text())
                .with(Encryption.of(description.headers()))
                .with(ChecksumHeaders.of(received.checksum()));
    }

    Reply copy(S3Call call) throws IOException {
        var bucket = access.require(call);
        StoredHeaders.refuseUnsupported(call);
        var condition = Conditions.ofWrite(call);
        requireNow(call, bucket, condition);
        var source = sources.find(call);
        var replace = ObjectDescriptions.replaces(call, "x-amz-metadata-directive");
        requireChange(call, source, replace);
        if (source.object().size() > BodyIntake.MAX_BYTES) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "The specified copy source is larger than the maximum allowable size.");
        }
        var description = descriptions.read(call, bucket, source);
        var algorithm = algorithm(call, source.object());
        BodyIntake.Received received;
        try (var bytes = open(source)) {
            received = intake.store(
                    call, bucket, description.headers(), bytes, source.object().size(), algorithm);
        }
        var stored = show(call, bucket, received, description, condition);
        var reply = versioned(copied(stored.object()), stored)
                .with(LifecycleOperations.expiration(bucket, stored.object()))
                .with(BucketAccess.DURABILITY, received.durability().text())
                .with(Proofs.root(stored.object()))
                .with(Encryption.of(description.headers()));
        return source.bucket().versioning() == Versioning.OFF
                ? reply
                : reply.with("x-amz-copy-source-version-id", source.object().version());
    }

    private InputStream open(CopySources.Source source) throws IOException {
        var size = source.object().size();
        return size == 0 ? InputStream.nullInputStream() : sources.open(source, ByteRange.whole(size));
    }

    /// Saves a large body from being sent in vain; what counts is the check when the object is shown.
    private void requireNow(S3Call call, Bucket bucket, WriteCondition condition) {
        var visible =
                context.metadata().objects().latest(bucket.id(), call.key()).filter(version -> !version.marker());
        if (!condition.holds(visible)) {
            throw Conditions.writeFailed(condition, visible);
        }
    }

    /// Makes the object visible.
    PutResult.Stored show(
            S3Call call,
            Bucket bucket,
            BodyIntake.Received received,
            ObjectDescriptions.Description description,
            WriteCondition condition) {
        var object = new NewObject(
                call.key(),
                context.newId(),
                received.body(),
                received.etag(),
                description.headers(),
                received.checksum(),
                description.lock(),
                description.ownership(),
                description.tags(),
                context.now());
        return switch (context.metadata().objects().put(bucket.id(), object, condition)) {
            case PutResult.Stored stored -> stored;
            case PutResult.ConditionFailed _ -> throw Conditions.overtaken();
            case PutResult.NoBucket() -> throw new S3Exception(S3Error.NoSuchBucket);
        };
    }

    static Reply versioned(Reply reply, PutResult.Stored stored) {
        return stored.versioning() == Versioning.ENABLED
                ? reply.with("x-amz-version-id", stored.object().version())
                : reply;
    }

    private static Reply copied(ObjectVersion object) {
        return Reply.xml("CopyObjectResult", xml -> {
            xml.time("LastModified", object.modified());
            xml.text("ETag", "\"" + object.etag() + "\"");
            object.checksum().ifPresent(checksum -> ChecksumHeaders.write(xml, checksum));
        });
    }

    private static Algorithm algorithm(S3Call call, ObjectVersion source) {
        return call.header("x-amz-checksum-algorithm")
                .flatMap(ChecksumHeaders::algorithm)
                .or(() -> source.checksum().map(checksum -> checksum.algorithm()))
                .orElse(Algorithm.CRC64NVME);
    }

    private static void requireChange(S3Call call, CopySources.Source source, boolean replace) {
        var same = source.bucket().name().value().equals(call.target().bucket())
                && source.object().key().equals(call.key())
                && source.object().latest();
        var sameKey = call.header(Encryption.HEADER).isEmpty()
                && CustomerKey.read(call).isEmpty()
                && !CustomerKey.isUsedBy(source.object().headers());
        if (same && !replace && sameKey) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "This copy request is illegal because it is trying to copy an object to itself without changing"
                            + " the object's metadata, storage class, website redirect location or encryption"
                            + " attributes.");
        }
    }
}
