package souk.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.Part;
import souk.gateway.store.Upload;

/// Uploads in parts, up to their completion.
final class MultipartOperations {
    /// Parts of an upload, as in S3.
    static final int MAX_PARTS = 10_000;

    private static final int PAGE = 1000;

    private final S3Context context;
    private final BucketAccess access;
    private final BodyIntake intake;
    private final CopySources sources;
    private final ObjectDescriptions descriptions;
    private final Owners owners;

    MultipartOperations(
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
        this.owners = new Owners(context.accounts());
    }

    Reply create(S3Call call) {
        var bucket = access.require(call);
        var kind = UploadChecksum.of(call);
        var description = descriptions.read(call, bucket);
        var upload = new Upload(
                context.newId(),
                bucket.id(),
                call.key(),
                description.headers(),
                kind.algorithm(),
                kind.type(),
                description.lock(),
                description.ownership(),
                description.tags(),
                context.now());
        context.metadata().uploads().create(upload);
        var reply = Reply.xml("InitiateMultipartUploadResult", xml -> {
                    xml.text("Bucket", bucket.name().value());
                    xml.text("Key", upload.key().value());
                    xml.text("UploadId", upload.id());
                })
                .with(Encryption.of(upload.headers()));
        return kind.asked()
                ? reply.with("x-amz-checksum-algorithm", kind.algorithm().name())
                        .with("x-amz-checksum-type", kind.type().name())
                : reply;
    }

    Reply putPart(S3Call call) throws IOException {
        var bucket = access.require(call);
        var number = partNumber(call);
        var upload = requireForPart(call, bucket);
        var received = intake.receive(call, bucket, upload.headers(), Optional.of(upload.algorithm()));
        store(upload, number, received);
        var reply = Reply.of(200)
                .with("ETag", "\"" + received.etag() + "\"")
                .with(BucketAccess.DURABILITY, received.durability().text())
                .with(Encryption.of(upload.headers()));
        return received.sent()
                ? reply.with(
                        ChecksumHeaders.header(received.kept()),
                        received.checksum().value())
                : reply;
    }

    Reply copyPart(S3Call call) throws IOException {
        var bucket = access.require(call);
        var number = partNumber(call);
        var upload = requireForPart(call, bucket);
        var source = sources.find(call);
        var range = range(call, source.object().size());
        BodyIntake.Received received;
        try (var bytes = open(source, range)) {
            received = intake.store(call, bucket, upload.headers(), bytes, range.length(), upload.algorithm());
        }
        var part = store(upload, number, received);
        return Reply.xml("CopyPartResult", xml -> {
                    xml.time("LastModified", part.modified());
                    xml.text("ETag", "\"" + part.etag() + "\"");
                    xml.text(
                            ChecksumHeaders.element(upload.algorithm()),
                            part.checksum().value());
                })
                .with(Encryption.of(upload.headers()));
    }

    Reply abort(S3Call call) {
        var upload = require(call, access.require(call));
        context.metadata().uploads().abort(upload, context.now());
        return Reply.of(204);
    }

    Reply listParts(S3Call call) {
        var bucket = access.require(call);
        var upload = require(call, bucket);
        var limit =
                Math.min(PAGE, call.number("max-parts", 0, Integer.MAX_VALUE).orElse(PAGE));
        var after = call.number("part-number-marker", 0, Integer.MAX_VALUE).orElse(0);
        var found = context.metadata().uploads().parts(upload, after, limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        return Reply.xml("ListPartsResult", xml -> {
            xml.text("Bucket", bucket.name().value());
            xml.text("Key", upload.key().value());
            xml.text("UploadId", upload.id());
            owners.write(xml, "Initiator", upload.ownership().owner());
            owners.write(xml, "Owner", upload.ownership().owner());
            xml.text("StorageClass", "STANDARD");
            xml.number("PartNumberMarker", after);
            xml.number(
                    "NextPartNumberMarker", page.isEmpty() ? 0 : page.getLast().number());
            xml.number("MaxParts", limit);
            xml.flag("IsTruncated", found.size() > limit);
            xml.text("ChecksumAlgorithm", upload.algorithm().name());
            xml.text("ChecksumType", upload.checksumType().name());
            page.forEach(part -> write(xml, part));
        });
    }

    /// The upload the request names.
    Upload require(S3Call call, Bucket bucket) {
        return context.metadata()
                .uploads()
                .find(bucket.id(), call.key(), call.parameter("uploadId").orElse(""))
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchUpload));
    }

    private Upload requireForPart(S3Call call, Bucket bucket) {
        var upload = require(call, bucket);
        CustomerKey.requireSame(CustomerKey.read(call), upload.headers());
        return upload;
    }

    private Part store(Upload upload, int number, BodyIntake.Received received) {
        var part = new Part(
                number, received.body().size(), received.etag(), received.checksum(upload.algorithm()), context.now());
        if (!context.metadata().uploads().putPart(upload, part, received.body())) {
            throw new S3Exception(S3Error.NoSuchUpload);
        }
        return part;
    }

    private InputStream open(CopySources.Source source, ByteRange range) throws IOException {
        return range.length() == 0 ? InputStream.nullInputStream() : sources.open(source, range);
    }

    private static int partNumber(S3Call call) {
        return call.number("partNumber", 1, MAX_PARTS)
                .orElseThrow(() -> new S3Exception(S3Error.InvalidArgument, "Argument partNumber is missing"));
    }

    private static ByteRange range(S3Call call, long size) {
        var header = call.header("x-amz-copy-source-range");
        if (header.isEmpty()) {
            return ByteRange.whole(size);
        }
        return ByteRange.within(header.get(), size);
    }

    private static void write(Xml xml, Part part) {
        xml.element("Part", entry -> {
            entry.number("PartNumber", part.number());
            entry.time("LastModified", part.modified());
            entry.text("ETag", "\"" + part.etag() + "\"");
            entry.number("Size", part.size());
            entry.text(
                    ChecksumHeaders.element(part.checksum().algorithm()),
                    part.checksum().value());
        });
    }
}
