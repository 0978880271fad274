package souk.gateway.s3;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import souk.gateway.store.Bucket;
import souk.gateway.store.Checksum;
import souk.gateway.store.NewObject;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.Part;
import souk.gateway.store.PutResult;
import souk.gateway.store.StoredBody;
import souk.gateway.store.Upload;
import souk.gateway.store.Versioning;

/// CompleteMultipartUpload; done again, it gives the same answer again.
final class Completion {
    /// The least a part may have, except the last.
    static final long MIN_PART = 5L << 20;

    private final S3Context context;
    private final BucketAccess access;

    Completion(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply run(S3Call call) throws IOException {
        var bucket = access.require(call);
        var condition = Conditions.ofWrite(call);
        var document = readWithoutChecksum(call);
        var id = call.parameter("uploadId").orElse("");
        var upload = context.metadata().uploads().find(bucket.id(), call.key(), id);
        if (upload.isEmpty()) {
            return again(call, bucket, id);
        }
        var chosen = chosen(upload.get(), document);
        var object = object(call, upload.get(), chosen);
        var result = context.metadata().uploads().complete(upload.get(), chosen, object, condition);
        return switch (result.orElseThrow(() -> new S3Exception(S3Error.InvalidPart))) {
            case PutResult.Stored stored -> answer(call, bucket, stored.object());
            case PutResult.ConditionFailed(var visible) -> throw Conditions.writeFailed(condition, visible);
            case PutResult.NoBucket() -> throw new S3Exception(S3Error.NoSuchBucket);
        };
    }

    /// Here the checksum headers speak of the object, not of the document.
    private static List<XmlNode> readWithoutChecksum(S3Call call) throws IOException {
        var parts = XmlNode.parse(Documents.readUnchecked(call), "CompleteMultipartUpload")
                .all("Part")
                .toList();
        if (parts.isEmpty() || parts.size() > MultipartOperations.MAX_PARTS) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        return parts;
    }

    private Reply again(S3Call call, Bucket bucket, String upload) {
        var object = context.metadata()
                .uploads()
                .completed(bucket.id(), call.key(), upload)
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchUpload));
        return answer(call, bucket, object);
    }

    private List<Part> chosen(Upload upload, List<XmlNode> document) {
        Map<Integer, Part> uploaded = new HashMap<>();
        context.metadata()
                .uploads()
                .parts(upload, 0, MultipartOperations.MAX_PARTS)
                .forEach(part -> uploaded.put(part.number(), part));
        var chosen =
                inOrder(document).stream().map(node -> match(uploaded, node)).toList();
        for (var part : chosen.subList(0, chosen.size() - 1)) {
            if (part.size() < MIN_PART) {
                throw new S3Exception(S3Error.EntityTooSmall);
            }
        }
        return chosen;
    }

    /// The parts by ascending number; of a part named twice in a row, as after sending it again, the last naming.
    private static Collection<XmlNode> inOrder(List<XmlNode> document) {
        SequencedMap<Integer, XmlNode> parts = new LinkedHashMap<>();
        for (var node : document) {
            var number = number(node);
            if (!parts.isEmpty() && number < parts.lastEntry().getKey()) {
                throw new S3Exception(S3Error.InvalidPartOrder);
            }
            parts.put(number, node);
        }
        return parts.values();
    }

    private static int number(XmlNode node) {
        try {
            return Integer.parseInt(node.first("PartNumber").orElse("").strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3Error.MalformedXML);
        }
    }

    private static Part match(Map<Integer, Part> uploaded, XmlNode node) {
        var part = uploaded.get(number(node));
        var etag = Conditions.unquote(node.first("ETag").orElse("").strip());
        if (part == null || !part.etag().equals(etag)) {
            throw new S3Exception(S3Error.InvalidPart);
        }
        var checksum = node.first(ChecksumHeaders.element(part.checksum().algorithm()));
        if (checksum.isPresent()
                && !checksum.get().strip().equals(part.checksum().value())) {
            throw new S3Exception(S3Error.InvalidPart);
        }
        return part;
    }

    private NewObject object(S3Call call, Upload upload, List<Part> chosen) {
        var checksum = UploadChecksum.combine(upload.algorithm(), upload.checksumType(), chosen);
        var expected = ChecksumHeaders.read(call::header);
        if (expected.isPresent()
                && expected.get().algorithm() == checksum.algorithm()
                && !isSame(expected.get().base64(), checksum)) {
            throw new S3Exception(S3Error.BadDigest);
        }
        requireSize(call, chosen.stream().mapToLong(Part::size).sum());
        return new NewObject(
                call.key(),
                context.newId(),
                StoredBody.empty(),
                UploadChecksum.etag(chosen),
                upload.headers(),
                checksum,
                upload.lock(),
                upload.ownership(),
                upload.tags(),
                context.now());
    }

    /// Some clients leave out how many parts a composite checksum is of.
    private static boolean isSame(String sent, Checksum computed) {
        return computed.value().equals(sent)
                || computed.type() == Checksum.Type.COMPOSITE
                        && computed.value().startsWith(sent + "-");
    }

    private static void requireSize(S3Call call, long size) {
        Optional<String> expected = call.header("x-amz-mp-object-size");
        if (expected.isPresent() && !expected.get().strip().equals(Long.toString(size))) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "The provided 'x-amz-mp-object-size' header does not match what was computed.");
        }
    }

    private static Reply answer(S3Call call, Bucket bucket, ObjectVersion object) {
        var reply = Reply.xml("CompleteMultipartUploadResult", xml -> {
            xml.text("Location", call.address(call.wire().rawPath()));
            xml.text("Bucket", bucket.name().value());
            xml.text("Key", object.key().value());
            xml.text("ETag", "\"" + object.etag() + "\"");
            object.checksum().ifPresent(checksum -> ChecksumHeaders.write(xml, checksum));
        });
        var answered = reply.with(Encryption.of(object.headers()))
                .with(Proofs.root(object))
                .with(LifecycleOperations.expiration(bucket, object));
        return bucket.versioning() == Versioning.ENABLED
                ? answered.with("x-amz-version-id", object.version())
                : answered;
    }
}
