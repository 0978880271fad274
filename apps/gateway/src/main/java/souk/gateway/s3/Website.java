package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketSettings.Kind;
import souk.gateway.store.ObjectVersion;
import souk.trust.sigv4.Percent;
import souk.trust.sigv4.SignableRequest;

/// Shows buckets to browsers: pages instead of documents, folders with an index, errors people can read.
///
/// Browsers come through a host name of their own, so that the API answers the same whoever asks. They do not sign;
/// what they see is what everyone may read.
final class Website {
    private static final String REDIRECT = "x-amz-website-redirect-location";
    private static final String READ = Actions.of("GetObject", false);

    private final S3Context context;
    private final BucketAccess access;
    private final Guard guard;
    private final ObjectReads reads;

    Website(S3Context context, BucketAccess access, Guard guard, ObjectReads reads) {
        this.context = context;
        this.access = access;
        this.guard = guard;
        this.reads = reads;
    }

    Reply serve(S3Call call) throws IOException {
        if (!List.of("GET", "HEAD").contains(call.wire().method())) {
            return page(S3Error.MethodNotAllowed, call);
        }
        try {
            var bucket = access.require(call);
            var rules = context.metadata()
                    .settings()
                    .find(bucket.id(), Kind.WEBSITE)
                    .map(text -> WebsiteRules.parse(text.getBytes(UTF_8)))
                    .orElseThrow(() -> new S3Exception(S3Error.NoSuchWebsiteConfiguration));
            return serve(call, bucket, rules);
        } catch (S3Exception e) {
            return page(e.error(), call);
        }
    }

    private Reply serve(S3Call call, Bucket bucket, WebsiteRules rules) throws IOException {
        var asked = call.target().key();
        if (rules.redirectAll().isPresent()) {
            return redirect(call, rules.redirectAll().get(), asked, "");
        }
        var before = rule(rules, asked, Optional.empty());
        if (before.isPresent()) {
            return redirect(call, before.get().redirect(), asked, before.get().prefix());
        }
        var index = rules.index().orElseThrow();
        var key = asked.isEmpty() || asked.endsWith("/") ? asked + index : asked;
        try {
            return show(call, bucket, key);
        } catch (S3Exception e) {
            var folder = asked + "/";
            if (!asked.equals(key) || find(call, bucket, folder + index).isEmpty()) {
                return failed(call, bucket, rules, e.error());
            }
            return Reply.of(302).with("Location", "/" + encode(folder));
        }
    }

    private Reply show(S3Call call, Bucket bucket, String key) throws IOException {
        guard.require(call, READ, bucket, key, Optional.empty());
        var object = reads.find(bucket, CopySources.key(key), Optional.empty());
        var elsewhere = object.headers().values().get(REDIRECT);
        if (elsewhere != null) {
            return Reply.of(301).with("Location", elsewhere);
        }
        return read(call.as(call.account(), plain(call.wire()), at(bucket, key)));
    }

    private Reply failed(S3Call call, Bucket bucket, WebsiteRules rules, S3Error error) throws IOException {
        var rule = rule(rules, call.target().key(), Optional.of(error.status()));
        if (rule.isPresent()) {
            return redirect(
                    call, rule.get().redirect(), call.target().key(), rule.get().prefix());
        }
        var key = rules.error().filter(each -> find(call, bucket, each).isPresent());
        if (key.isEmpty()) {
            return page(error, call);
        }
        // The error's page is shown whole, whatever the browser asked of the page it did not get.
        var bare = new SignableRequest(call.wire().method(), call.wire().rawPath(), "", List.of());
        var shown = read(call.as(call.account(), bare, at(bucket, key.get())));
        return new Reply(error.status(), shown.headers(), shown.body());
    }

    private Reply read(S3Call call) throws IOException {
        return call.wire().method().equals("HEAD") ? reads.head(call) : reads.get(call);
    }

    private Optional<ObjectVersion> find(S3Call call, Bucket bucket, String key) {
        try {
            guard.require(call, READ, bucket, key, Optional.empty());
            return Optional.of(reads.find(bucket, CopySources.key(key), Optional.empty()));
        } catch (S3Exception e) {
            return Optional.empty();
        }
    }

    private static Optional<WebsiteRules.Rule> rule(WebsiteRules rules, String key, Optional<Integer> error) {
        return rules.rules().stream()
                .filter(rule -> rule.error().equals(error) && key.startsWith(rule.prefix()))
                .findFirst();
    }

    private static Reply redirect(S3Call call, WebsiteRules.Redirect to, String key, String prefix) {
        var place = to.key()
                .or(() -> to.prefix().map(other -> other + key.substring(prefix.length())))
                .orElse(key);
        var protocol = to.protocol().orElse(call.peer().secure() ? "https" : "http");
        var host = to.host().or(() -> call.header("host")).orElse("");
        return Reply.of(to.status()).with("Location", protocol + "://" + host + "/" + encode(place));
    }

    private static Reply page(S3Error error, S3Call call) {
        var title = error.status() + " " + error.name();
        var html = "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1><ul><li>"
                + "Code: " + error.name() + "</li><li>Message: " + Xml.escaped(error.text()) + "</li><li>RequestId: "
                + call.trace().requestId() + "</li></ul></body></html>\n";
        return new Reply(
                error.status(),
                Map.of("Content-Type", "text/html; charset=utf-8"),
                new Reply.Document(html.getBytes(UTF_8)));
    }

    private static SignableRequest plain(SignableRequest wire) {
        return new SignableRequest(wire.method(), wire.rawPath(), "", wire.headers());
    }

    private static S3Target at(Bucket bucket, String key) {
        return new S3Target(bucket.name().value(), key);
    }

    private static String encode(String key) {
        return Percent.encodePath(key.getBytes(UTF_8));
    }
}
