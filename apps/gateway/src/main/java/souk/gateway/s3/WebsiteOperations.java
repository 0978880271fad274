package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import souk.gateway.store.BucketSettings.Kind;

/// The setting that makes a bucket a website.
final class WebsiteOperations {
    private final S3Context context;
    private final BucketAccess access;

    WebsiteOperations(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply get(S3Call call) {
        return context.metadata()
                .settings()
                .find(access.require(call).id(), Kind.WEBSITE)
                .map(text -> Reply.document(text.getBytes(UTF_8)))
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchWebsiteConfiguration));
    }

    Reply set(S3Call call) throws IOException {
        var bucket = access.require(call);
        var rules = WebsiteRules.parse(Documents.read(call));
        var document = Xml.document("WebsiteConfiguration", rules::write);
        context.metadata().settings().put(bucket.id(), Kind.WEBSITE, new String(document, UTF_8));
        return Reply.of(200);
    }

    Reply remove(S3Call call) {
        context.metadata().settings().remove(access.require(call).id(), Kind.WEBSITE);
        return Reply.of(204);
    }
}
