package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import souk.trust.sigv4.Query.Parameter;
import souk.trust.sigv4.Verification.Reason;
import souk.trust.sigv4.Verification.Rejected;
import souk.trust.sigv4.Verification.Verified;

/// Checks signatures of the version before, which older clients of S3 send: they cover method, path, subresources and
/// the headers that steer the operation, but neither the body nor the host.
public final class SigV2Verifier {
    private static final String SCHEME = "AWS ";
    private static final String KEY_PARAMETER = "AWSAccessKeyId";

    /// Of the query only these are signed, as that version has it, and what replaces headers of the answer.
    private static final Set<String> SUBRESOURCES = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "delete",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "replication",
            "requestPayment",
            "restore",
            "retention",
            "select",
            "select-type",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    private static final String OVERRIDES = "response-";

    private final Function<String, Optional<String>> secrets;
    private final InstantSource clock;

    /// @param secrets the secret of an access key, if there is such a key
    /// @param clock the server's time
    public SigV2Verifier(Function<String, Optional<String>> secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /// Whether a request says that it is signed so.
    public static boolean isSigned(SignableRequest request) {
        return request.header("authorization")
                .map(text -> text.startsWith(SCHEME))
                .orElseGet(() -> request.rawQuery().contains(KEY_PARAMETER + "="));
    }

    /// Checks the header or the query of the request, whichever carries the signature.
    ///
    /// @param bucket the bucket that the host names, or nothing
    public Verification verify(SignableRequest request, String bucket) {
        Query query;
        try {
            query = Query.parse(request.rawQuery());
        } catch (IllegalArgumentException e) {
            return new Rejected(Reason.MALFORMED_QUERY, "The query is not percent-encoded as it should be.");
        }
        var authorization = request.header("authorization");
        return authorization.isPresent()
                ? verifyHeader(
                        request,
                        query,
                        bucket,
                        authorization.get().substring(SCHEME.length()).strip())
                : verifyQuery(request, query, bucket);
    }

    private Verification verifyHeader(SignableRequest request, Query query, String bucket, String claim) {
        var colon = claim.indexOf(':');
        if (colon < 1) {
            return new Rejected(
                    Reason.MALFORMED_VERSION_2,
                    "AWS authorization header is invalid. Expected AwsAccessKeyId:signature");
        }
        var amazon = request.header("x-amz-date");
        var date = request.header("date");
        var signedAt = amazon.or(() -> date).flatMap(SigV2Verifier::time);
        if (signedAt.isEmpty()) {
            return new Rejected(Reason.NO_DATE, "A valid X-Amz-Date or Date header is required.");
        }
        var offset = Duration.between(signedAt.get(), clock.instant()).abs();
        if (offset.compareTo(SigV4.MAX_SKEW) > 0) {
            return new Rejected(Reason.SKEWED, "The request's time is too far from the server's time.");
        }
        var dated = amazon.isPresent() ? "" : date.orElse("");
        var texts = stringsToSign(request, query, bucket, dated);
        return check(claim.substring(0, colon), claim.substring(colon + 1), texts, signedAt.get(), request);
    }

    private Verification verifyQuery(SignableRequest request, Query query, String bucket) {
        var signature = query.first("Signature");
        var expires = query.first("Expires");
        var until = expires.flatMap(SigV2Verifier::epoch);
        if (signature.isEmpty() || until.isEmpty()) {
            return new Rejected(
                    Reason.MALFORMED_QUERY, "Query-string authentication needs AWSAccessKeyId, Expires and Signature.");
        }
        var now = clock.instant();
        if (until.get().isBefore(now)) {
            return new Rejected(Reason.EXPIRED, "Request has expired.");
        }
        var texts = stringsToSign(request, query, bucket, expires.get());
        return check(query.first(KEY_PARAMETER).orElse(""), signature.get(), texts, now, request);
    }

    private Verification check(
            String accessKeyId, String signature, List<String> texts, Instant signedAt, SignableRequest request) {
        var secret = secrets.apply(accessKeyId);
        if (secret.isEmpty()) {
            return new Rejected(Reason.UNKNOWN_KEY, "The access key does not exist.");
        }
        if (texts.stream().noneMatch(text -> ChunkSignatures.matches(sign(secret.get(), text), signature))) {
            return new Rejected(
                    Reason.MISMATCH,
                    "The request signature we calculated does not match the signature you provided. Check your key"
                            + " and signing method.");
        }
        var payload = request.header("x-amz-content-sha256").orElse(SigV4.UNSIGNED_PAYLOAD);
        return new Verified(accessKeyId, signedAt, payload, Optional.empty());
    }

    /// What the client may have signed: of a bucket some write the slash behind it, whatever they ask for.
    private static List<String> stringsToSign(SignableRequest request, Query query, String bucket, String date) {
        var md5 = request.header("content-md5").orElse("").strip();
        var type = request.header("content-type").orElse("").strip();
        var head = String.join("\n", request.method(), md5, type, date) + "\n" + steering(request);
        var path = (bucket.isEmpty() ? "" : "/" + bucket) + request.rawPath();
        var slashed = bucket.isEmpty() && path.indexOf('/', 1) < 0 ? Stream.of(path, path + "/") : Stream.of(path);
        return slashed.map(each -> head + each + subresources(query)).toList();
    }

    private static String steering(SignableRequest request) {
        var headers = new TreeMap<String, String>();
        request.headers().stream()
                .filter(header -> header.lowerCaseName().startsWith("x-amz-"))
                .forEach(header -> headers.merge(
                        header.lowerCaseName(), header.value().strip(), (first, second) -> first + "," + second));
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(joining());
    }

    private static String subresources(Query query) {
        var signed = query.parameters().stream()
                .filter(each ->
                        SUBRESOURCES.contains(each.name()) || each.name().startsWith(OVERRIDES))
                .sorted(Comparator.comparing(Parameter::name))
                .map(each -> each.value().isEmpty() ? each.name() : each.name() + "=" + each.value())
                .collect(joining("&"));
        return signed.isEmpty() ? "" : "?" + signed;
    }

    /// The signature of a text, in base64.
    static String sign(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-1", e);
        }
    }

    /// The day of the week is not looked at: some clients get it wrong.
    private static Optional<Instant> time(String text) {
        try {
            var dayless = text.substring(text.indexOf(',') + 1).strip();
            var time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(dayless));
            return Optional.of(time).filter(each -> !each.isBefore(Instant.EPOCH));
        } catch (DateTimeException e) {
            return SigV4.parseTimestamp(text);
        }
    }

    private static Optional<Instant> epoch(String text) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
