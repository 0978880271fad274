package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.ObjectVersion;

/// The lifecycle rules of a bucket, and what they mean for one object.
final class LifecycleOperations {
    private final S3Context context;
    private final BucketAccess access;

    LifecycleOperations(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply get(S3Call call) {
        var document = access.require(call)
                .lifecycle()
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchLifecycleConfiguration));
        return new Reply(200, Map.of("Content-Type", "application/xml"), new Reply.Document(document.getBytes(UTF_8)));
    }

    Reply put(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = LifecycleDocument.accept(Documents.readVerified(call), context::newId);
        context.metadata().buckets().setLifecycle(bucket.name(), Optional.of(document));
        return Reply.of(200);
    }

    Reply delete(S3Call call) {
        context.metadata().buckets().setLifecycle(access.require(call).name(), Optional.empty());
        return Reply.of(204);
    }

    /// The header that says when an object will expire, if it will.
    static Map<String, String> expiration(Bucket bucket, ObjectVersion object) {
        if (bucket.lifecycle().isEmpty() || !object.latest()) {
            return Map.of();
        }
        return LifecycleDocument.rules(bucket.lifecycle().get()).stream()
                .flatMap(rule -> rule.expiry(object, LifecycleWorker.DAY).map(date -> Map.entry(date, rule)).stream())
                .min(Comparator.comparing(Map.Entry::getKey))
                .map(first -> Map.of(
                        "x-amz-expiration",
                        "expiry-date=\"" + HttpDates.format(first.getKey()) + "\", rule-id=\""
                                + first.getValue().encodedId() + "\""))
                .orElseGet(Map::of);
    }
}
