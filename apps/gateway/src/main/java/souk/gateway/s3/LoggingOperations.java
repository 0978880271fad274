package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.BucketSettings.Kind;

/// Whether requests to a bucket are written down, and where.
final class LoggingOperations {
    private static final String ROOT = "BucketLoggingStatus";

    private final S3Context context;
    private final BucketAccess access;

    LoggingOperations(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply get(S3Call call) {
        return context.metadata()
                .settings()
                .find(access.require(call).id(), Kind.LOGGING)
                .map(document -> Reply.document(document.getBytes(UTF_8)))
                .orElseGet(() -> Reply.xml(ROOT, _ -> {}));
    }

    Reply set(S3Call call) throws IOException {
        var bucket = access.require(call);
        var rule = LoggingRule.parse(Documents.read(call));
        if (rule.isEmpty()) {
            context.metadata().settings().remove(bucket.id(), Kind.LOGGING);
            return Reply.of(200);
        }
        requireTarget(bucket, rule.get().target());
        var document = new String(Xml.document(ROOT, rule.get()::write), UTF_8);
        context.metadata().settings().put(bucket.id(), Kind.LOGGING, document);
        return Reply.of(200);
    }

    /// The owner of both buckets is one, so its consent to write into the target is this request.
    private void requireTarget(Bucket source, String name) {
        var own = BucketName.parse(name)
                .flatMap(context.metadata().buckets()::find)
                .filter(target -> target.tenant().equals(source.tenant()));
        if (own.isEmpty()) {
            throw new S3Exception(S3Error.InvalidTargetBucketForLogging);
        }
    }
}
