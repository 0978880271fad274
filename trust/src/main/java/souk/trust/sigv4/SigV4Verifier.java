package souk.trust.sigv4;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import souk.trust.sigv4.Verification.Anonymous;
import souk.trust.sigv4.Verification.Reason;
import souk.trust.sigv4.Verification.Rejected;
import souk.trust.sigv4.Verification.Verified;

/// Checks signatures as a server, before anything of the body is read.
public final class SigV4Verifier {
    private static final String SIGNATURE_PARAMETER = "X-Amz-Signature";
    private static final Set<String> NEVER_NEED_SIGNING = Set.of("x-amz-content-sha256");

    private final Function<String, Optional<String>> secrets;
    private final String region;
    private final String service;
    private final InstantSource clock;
    private final PathRule rule;

    /// @param secrets the secret of an access key, if there is such a key
    /// @param region the only region accepted
    /// @param service the only service accepted
    /// @param clock the server's time
    public SigV4Verifier(
            Function<String, Optional<String>> secrets,
            String region,
            String service,
            InstantSource clock,
            PathRule rule) {
        this.secrets = secrets;
        this.region = region;
        this.service = service;
        this.clock = clock;
        this.rule = rule;
    }

    /// Checks the header or the query of the request, whichever carries the signature.
    public Verification verify(SignableRequest request) {
        var query = queryOf(request);
        if (query.isEmpty()) {
            return new Rejected(Reason.MALFORMED_QUERY, "The query is not percent-encoded as it should be.");
        }
        var authorization = request.header("authorization");
        if (authorization.isPresent()) {
            return verifyHeader(request, query.get(), authorization.get());
        }
        if (query.get().has(SIGNATURE_PARAMETER) || query.get().has("X-Amz-Algorithm")) {
            return verifyQuery(request, query.get());
        }
        return new Anonymous();
    }

    private static Optional<Query> queryOf(SignableRequest request) {
        try {
            return Optional.of(Query.parse(request.rawQuery()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Verification verifyHeader(SignableRequest request, Query query, String authorization) {
        if (!authorization.startsWith(SigV4.ALGORITHM + " ")) {
            return new Rejected(Reason.UNSUPPORTED_ALGORITHM, "Sign with " + SigV4.ALGORITHM + ".");
        }
        var claim = Claim.fromHeader(authorization);
        if (claim.isEmpty()) {
            return new Rejected(Reason.MALFORMED, "The authorization header is malformed.");
        }
        var payloadHash = request.header("x-amz-content-sha256");
        if (payloadHash.isEmpty() && service.equals("s3")) {
            return new Rejected(
                    Reason.NO_PAYLOAD_HASH, "Missing required header for this request: x-amz-content-sha256");
        }
        var signedAt =
                request.header("x-amz-date").or(() -> request.header("date")).flatMap(SigV4::parseTimestamp);
        if (signedAt.isEmpty()) {
            return new Rejected(Reason.NO_DATE, "A valid X-Amz-Date or Date header is required.");
        }
        var offset = Duration.between(signedAt.get(), clock.instant()).abs();
        if (offset.compareTo(SigV4.MAX_SKEW) > 0) {
            return new Rejected(Reason.SKEWED, "The request's time is too far from the server's time.");
        }
        return check(request, query, claim.get(), signedAt.get(), payloadHash.orElse(SigV4.EMPTY_SHA256));
    }

    private Verification verifyQuery(SignableRequest request, Query query) {
        if (!query.first("X-Amz-Algorithm").orElse("").equals(SigV4.ALGORITHM)) {
            return new Rejected(Reason.MALFORMED_QUERY, "X-Amz-Algorithm only supports " + SigV4.ALGORITHM + ".");
        }
        var claim = Claim.fromQuery(query);
        var signedAt = query.first("X-Amz-Date").flatMap(SigV4::parseTimestamp);
        var asked = query.first("X-Amz-Expires").flatMap(SigV4Verifier::seconds);
        if (claim.isEmpty() || signedAt.isEmpty() || asked.isEmpty()) {
            return new Rejected(
                    Reason.MALFORMED_QUERY,
                    "Query signing needs X-Amz-Credential, X-Amz-Date, X-Amz-SignedHeaders, X-Amz-Signature and"
                            + " X-Amz-Expires.");
        }
        if (asked.get() < 1 || asked.get() > SigV4.MAX_PRESIGN.toSeconds()) {
            return new Rejected(
                    Reason.BAD_EXPIRY,
                    "X-Amz-Expires must be from 1 to " + SigV4.MAX_PRESIGN.toSeconds() + " seconds.");
        }
        var now = clock.instant();
        if (signedAt.get().minus(SigV4.MAX_SKEW).isAfter(now)) {
            return new Rejected(Reason.SKEWED, "The request is not valid yet.");
        }
        if (signedAt.get().plusSeconds(asked.get()).isBefore(now)) {
            return new Rejected(Reason.EXPIRED, "Request has expired.");
        }
        var payloadHash = query.first("X-Amz-Content-Sha256")
                .or(() -> request.header("x-amz-content-sha256"))
                .orElse(SigV4.UNSIGNED_PAYLOAD);
        var unsigned = query.without(SIGNATURE_PARAMETER::equals);
        return check(request, unsigned, claim.get(), signedAt.get(), payloadHash);
    }

    private Verification check(
            SignableRequest request, Query query, Claim claim, Instant signedAt, String payloadHash) {
        var scope = claim.scope();
        if (!scope.service().equals(service)) {
            return new Rejected(Reason.MALFORMED, "The credential is not for the service '" + service + "'.");
        }
        if (!scope.region().equals(region)) {
            return new Rejected(
                    Reason.WRONG_REGION, "The region '" + scope.region() + "' is wrong; expecting '" + region + "'.");
        }
        var timestamp = SigV4.timestamp(signedAt);
        if (!timestamp.startsWith(scope.date())) {
            return new Rejected(Reason.MALFORMED, "The credential's date is not the request's.");
        }
        var secret = secrets.apply(claim.accessKeyId());
        if (secret.isEmpty()) {
            return new Rejected(Reason.UNKNOWN_KEY, "The access key does not exist.");
        }
        var uncovered = uncovered(request, claim);
        if (uncovered.isPresent()) {
            return new Rejected(Reason.HEADER_NOT_SIGNED, "Header not signed: " + uncovered.get());
        }
        return compare(request, query, claim, timestamp, payloadHash, SigningKey.derive(secret.get(), scope));
    }

    private Verification compare(
            SignableRequest request, Query query, Claim claim, String timestamp, String payloadHash, SigningKey key) {
        var canonical = new CanonicalRequest(request, query, claim.signedHeaders(), payloadHash, rule);
        String expected;
        try {
            expected = key.sign(canonical.stringToSign(timestamp, claim.scope()));
        } catch (IllegalArgumentException e) {
            return new Rejected(Reason.MALFORMED, "The path is not percent-encoded as it should be.");
        }
        if (!ChunkSignatures.matches(expected, claim.signature())) {
            return new Rejected(
                    Reason.MISMATCH,
                    "The request signature we calculated does not match the signature you provided. Check your key"
                            + " and signing method.");
        }
        return new Verified(
                claim.accessKeyId(),
                SigV4.parseTimestamp(timestamp).orElseThrow(),
                payloadHash,
                Optional.of(new ChunkSignatures(key, timestamp, claim.scope(), expected)));
    }

    /// Headers that steer the operation must be covered, or a relay could add them to a stolen request.
    private static Optional<String> uncovered(SignableRequest request, Claim claim) {
        if (!claim.signedHeaders().contains("host")) {
            return Optional.of("host");
        }
        return request.headers().stream()
                .map(Header::lowerCaseName)
                .filter(name -> name.startsWith("x-amz-") && !NEVER_NEED_SIGNING.contains(name))
                .filter(name -> !claim.signedHeaders().contains(name))
                .findFirst();
    }

    private static Optional<Long> seconds(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
