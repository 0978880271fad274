package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.BucketSettings.Kind;
import souk.trust.sigv4.SignableRequest;

/// Cross-origin calls: the setting, the question a browser asks first, and the headers of real answers.
final class Cors {
    /// As in S3.
    static final int MAX_RULES = 100;

    private static final String ROOT = "CORSConfiguration";
    private static final String ASKED_METHOD = "access-control-request-method";
    private static final String ASKED_HEADERS = "access-control-request-headers";

    private final S3Context context;
    private final BucketAccess access;

    Cors(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply get(S3Call call) {
        return find(access.require(call))
                .map(document -> Reply.document(document.getBytes(UTF_8)))
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchCORSConfiguration));
    }

    Reply set(S3Call call) throws IOException {
        var bucket = access.require(call);
        var rules = parse(Documents.read(call));
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var document = Xml.document(ROOT, xml -> rules.forEach(rule -> rule.write(xml)));
        context.metadata().settings().put(bucket.id(), Kind.CORS, new String(document, UTF_8));
        return Reply.of(200);
    }

    Reply remove(S3Call call) {
        context.metadata().settings().remove(access.require(call).id(), Kind.CORS);
        return Reply.of(204);
    }

    /// Answers what a browser asks before it calls; nobody signs that.
    ///
    /// @throws S3Exception `BadRequest` when it does not ask, `AccessForbidden` when it may not call
    Reply preflight(SignableRequest wire, S3Target target) {
        var origin = wire.header("origin");
        if (origin.isEmpty()) {
            throw new S3Exception(S3Error.BadRequest, "Insufficient information. Origin request header needed.");
        }
        var method = wire.header(ASKED_METHOD).filter(CorsRule::isMethod);
        if (method.isEmpty()) {
            throw new S3Exception(
                    S3Error.BadRequest,
                    "Invalid Access-Control-Request-Method: "
                            + wire.header(ASKED_METHOD).orElse("null"));
        }
        var rules = rules(target);
        if (rules.isEmpty()) {
            throw new S3Exception(S3Error.AccessForbidden, "CORSResponse: CORS is not enabled for this bucket.");
        }
        var headers = wire.header(ASKED_HEADERS);
        return rules.stream()
                .filter(rule -> rule.allows(origin.get(), method.get()))
                .filter(rule -> rule.allowsHeaders(headers.orElse("")))
                .findFirst()
                .map(rule -> Reply.of(200).with(allowed(rule, origin.get(), headers)))
                .orElseThrow(() -> new S3Exception(
                        S3Error.AccessForbidden,
                        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of"
                                + " Origin, request method / Access-Control-Request-Method or"
                                + " Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."));
    }

    /// The headers an answer gets so that the page that asked may read it, errors included.
    Map<String, String> headers(SignableRequest wire, Optional<S3Target> target) {
        var origin = wire.header("origin");
        if (origin.isEmpty() || target.isEmpty()) {
            return Map.of();
        }
        var method = wire.header(ASKED_METHOD).orElse(wire.method());
        return rules(target.get()).stream()
                .filter(rule -> rule.allows(origin.get(), method))
                .findFirst()
                .map(rule -> allowed(rule, origin.get(), Optional.empty()))
                .orElse(Map.of());
    }

    private static Map<String, String> allowed(CorsRule rule, String origin, Optional<String> askedHeaders) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Access-Control-Allow-Origin", rule.allowsAnyOrigin() ? "*" : origin);
        headers.put("Access-Control-Allow-Methods", String.join(", ", rule.methods()));
        askedHeaders.ifPresent(names -> headers.put("Access-Control-Allow-Headers", names.toLowerCase(Locale.ROOT)));
        if (!rule.exposed().isEmpty()) {
            headers.put("Access-Control-Expose-Headers", String.join(", ", rule.exposed()));
        }
        rule.maxAge().ifPresent(seconds -> headers.put("Access-Control-Max-Age", Integer.toString(seconds)));
        if (!rule.allowsAnyOrigin()) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        headers.put("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
        return headers;
    }

    private List<CorsRule> rules(S3Target target) {
        return BucketName.parse(target.bucket())
                .flatMap(context.metadata().buckets()::find)
                .flatMap(this::find)
                .map(document -> parse(document.getBytes(UTF_8)))
                .orElse(List.of());
    }

    private Optional<String> find(Bucket bucket) {
        return context.metadata().settings().find(bucket.id(), Kind.CORS);
    }

    static List<CorsRule> parse(byte[] document) {
        return XmlNode.parse(document, ROOT)
                .all("CORSRule")
                .map(CorsRule::parse)
                .toList();
    }
}
