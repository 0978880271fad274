package souk.gateway.s3;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.gateway.store.Bucket;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.Objects.DeleteRequest;
import souk.gateway.store.Objects.Deletion;

/// DeleteObject and DeleteObjects.
final class Deletes {
    /// Keys in one request, as in S3.
    static final int MAX_KEYS = 1000;

    private final S3Context context;
    private final BucketAccess access;
    private final Guard guard;

    Deletes(S3Context context, BucketAccess access, Guard guard) {
        this.context = context;
        this.access = access;
        this.guard = guard;
    }

    Reply one(S3Call call) {
        var bucket = access.require(call);
        var version = call.parameter("versionId");
        var request = new DeleteRequest(
                call.key(), version, context.newId(), Conditions.ofDelete(call), bypass(call, bucket));
        return switch (delete(bucket, List.of(request)).getFirst()) {
            case Deletion.Removed _ when version.isEmpty() -> Reply.of(204);
            case Deletion.Removed(var removed) ->
                marked(Reply.of(204), removed.filter(ObjectVersion::marker).isPresent())
                        .with("x-amz-version-id", version.orElse(ObjectVersion.NULL_VERSION));
            case Deletion.Marked(var marker) -> marked(Reply.of(204), true).with("x-amz-version-id", marker);
            case Deletion.ConditionFailed() -> throw Conditions.failed("If-Match");
            case Deletion.Locked() -> throw LockOperations.locked();
        };
    }

    Reply many(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = XmlNode.parse(Documents.readVerified(call), "Delete");
        var objects = document.all("Object").toList();
        if (objects.isEmpty() || objects.size() > MAX_KEYS) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var quiet = document.first("Quiet").filter("true"::equalsIgnoreCase).isPresent();
        var bypass = bypass(call, bucket);
        var requests = objects.stream().map(object -> request(object, bypass)).toList();
        var allowed = requests.stream().collect(Collectors.partitioningBy(request -> allowed(call, bucket, request)));
        var permitted = allowed.getOrDefault(true, List.of());
        var deletions = delete(bucket, permitted);
        return Reply.xml("DeleteResult", xml -> {
            for (var i = 0; i < permitted.size(); i++) {
                write(xml, permitted.get(i), deletions.get(i), quiet);
            }
            allowed.getOrDefault(false, List.of())
                    .forEach(request -> error(xml, request, new S3Exception(S3Error.AccessDenied)));
        });
    }

    private boolean allowed(S3Call call, Bucket bucket, DeleteRequest request) {
        var action = Actions.of("DeleteObject", request.version().isPresent());
        return guard.allows(call, action, bucket, request.key().value(), request.version());
    }

    /// Governance yields to who may bypass it, and asks to.
    private boolean bypass(S3Call call, Bucket bucket) {
        return LockHeaders.bypass(call)
                && guard.allows(
                        call, Actions.BYPASS_GOVERNANCE, bucket, call.target().key(), Optional.empty());
    }

    private DeleteRequest request(XmlNode object, boolean bypass) {
        var key = object.first("Key").orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        var condition =
                Conditions.ofDelete(object.first("ETag"), object.first("LastModifiedTime"), object.first("Size"));
        var version = object.first("VersionId").filter(text -> !text.isEmpty());
        return new DeleteRequest(CopySources.key(key), version, context.newId(), condition, bypass);
    }

    private List<Deletion> delete(Bucket bucket, List<DeleteRequest> requests) {
        return context.metadata().objects().delete(bucket.id(), requests, context.now());
    }

    private static Reply marked(Reply reply, boolean marker) {
        return marker ? reply.with("x-amz-delete-marker", "true") : reply;
    }

    private static void write(Xml xml, DeleteRequest request, Deletion deletion, boolean quiet) {
        switch (deletion) {
            case Deletion.ConditionFailed() -> error(xml, request, new S3Exception(S3Error.PreconditionFailed));
            case Deletion.Locked() -> error(xml, request, LockOperations.locked());
            case Deletion.Removed _ when quiet -> {}
            case Deletion.Marked _ when quiet -> {}
            case Deletion.Marked(var marker) ->
                xml.element("Deleted", entry -> {
                    name(entry, request);
                    entry.flag("DeleteMarker", true).text("DeleteMarkerVersionId", marker);
                });
            case Deletion.Removed(var removed) ->
                xml.element("Deleted", entry -> {
                    name(entry, request);
                    removed.filter(ObjectVersion::marker)
                            .ifPresent(marker ->
                                    entry.flag("DeleteMarker", true).text("DeleteMarkerVersionId", marker.version()));
                });
        }
    }

    private static void error(Xml xml, DeleteRequest request, S3Exception error) {
        xml.element("Error", entry -> {
            name(entry, request);
            entry.text("Code", error.error().name());
            entry.text("Message", error.text());
        });
    }

    private static void name(Xml entry, DeleteRequest request) {
        entry.text("Key", request.key().value());
        request.version().ifPresent(id -> entry.text("VersionId", id));
    }
}
