package souk.gateway.s3;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.trust.sigv4.FormSignature;
import souk.trust.sigv4.PathRule;
import souk.trust.sigv4.SigV2Verifier;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Verifier;
import souk.trust.sigv4.SignableRequest;
import souk.trust.sigv4.Verification;
import souk.trust.sigv4.Verification.Anonymous;
import souk.trust.sigv4.Verification.Rejected;
import souk.trust.sigv4.Verification.Verified;

/// Finds out who sent a request: a wrong signature is refused, a missing one is not.
final class Authentication {
    private final SigV4Verifier verifier;
    private final SigV2Verifier older;
    private final Accounts accounts;
    private final String region;
    private final Optional<String> baseDomain;

    /// @param baseDomain the domain under which hosts name buckets, if any
    Authentication(Accounts accounts, String region, Optional<String> baseDomain, InstantSource clock) {
        this.accounts = accounts;
        this.region = region;
        this.baseDomain = baseDomain;
        Function<String, Optional<String>> secrets =
                key -> accounts.find(key).map(account -> account.credentials().secretKey());
        this.verifier = new SigV4Verifier(secrets, region, "s3", clock, PathRule.EXACT);
        this.older = new SigV2Verifier(secrets, clock);
    }

    /// Who asks, and what was signed of the body.
    record Caller(Account account, S3Call.Payload payload) {}

    /// Checks the signature before anything of the body is read; without one it is [Account#ANONYMOUS] who asks.
    Caller caller(SignableRequest request) {
        return switch (verify(request)) {
            case Verified verified ->
                new Caller(
                        account(verified.accessKeyId()), new S3Call.Payload(verified.payloadHash(), verified.chunks()));
            case Anonymous() -> {
                var hash = request.header("x-amz-content-sha256").orElse(SigV4.UNSIGNED_PAYLOAD);
                yield new Caller(Account.ANONYMOUS, new S3Call.Payload(hash, Optional.empty()));
            }
            case Rejected rejected -> throw refusal(rejected);
        };
    }

    private Verification verify(SignableRequest request) {
        if (!SigV2Verifier.isSigned(request)) {
            return verifier.verify(request);
        }
        var host = request.header("host").orElse("");
        return older.verify(
                request,
                baseDomain.flatMap(domain -> S3Target.bucketOf(host, domain)).orElse(""));
    }

    /// Someone who is not asked who it is.
    static Caller anyone() {
        return new Caller(Account.ANONYMOUS, new S3Call.Payload(SigV4.UNSIGNED_PAYLOAD, Optional.empty()));
    }

    /// Who signed the policy of a form; without a policy it is [Account#ANONYMOUS] who sends it.
    ///
    /// @throws S3Exception `InvalidArgument` when the signature is missing; as for other requests when it is wrong
    Account account(PostForm form) {
        var policy = form.field("policy");
        if (policy.isEmpty()) {
            return Account.ANONYMOUS;
        }
        var credential = form.field("x-amz-credential");
        var key = credential.isPresent()
                ? FormSignature.parse(credential.get(), region, "s3")
                        .orElseThrow(() -> new S3Exception(S3Error.AuthorizationHeaderMalformed))
                        .accessKeyId()
                : field(form, "awsaccesskeyid");
        var signature = field(form, credential.isPresent() ? "x-amz-signature" : "signature");
        var account = account(key);
        var secret = account.credentials().secretKey();
        var right = credential
                .flatMap(text -> FormSignature.parse(text, region, "s3"))
                .map(signed -> signed.isRight(secret, policy.get(), signature))
                .orElseGet(() -> FormSignature.isRightOfVersion2(secret, policy.get(), signature));
        if (!right) {
            throw new S3Exception(S3Error.SignatureDoesNotMatch);
        }
        return account;
    }

    private static String field(PostForm form, String name) {
        return form.field(name)
                .orElseThrow(() -> new S3Exception(
                        S3Error.InvalidArgument, "Bucket POST must contain a field named '" + name + "'."));
    }

    private Account account(String accessKeyId) {
        return accounts.find(accessKeyId).orElseThrow(() -> new S3Exception(S3Error.InvalidAccessKeyId));
    }

    private S3Exception refusal(Rejected rejected) {
        return switch (rejected.reason()) {
            case MALFORMED -> new S3Exception(S3Error.AuthorizationHeaderMalformed, rejected.detail());
            case MALFORMED_VERSION_2 -> new S3Exception(S3Error.InvalidArgument, rejected.detail());
            case MALFORMED_QUERY -> new S3Exception(S3Error.AuthorizationQueryParametersError, rejected.detail());
            case UNSUPPORTED_ALGORITHM -> new S3Exception(S3Error.InvalidRequest, rejected.detail());
            case WRONG_REGION ->
                new S3Exception(
                        S3Error.AuthorizationHeaderMalformed,
                        rejected.detail(),
                        Map.of("Region", region),
                        Map.of("x-amz-bucket-region", region));
            case UNKNOWN_KEY -> new S3Exception(S3Error.InvalidAccessKeyId);
            case NO_DATE, EXPIRED, BAD_EXPIRY, HEADER_NOT_SIGNED ->
                new S3Exception(S3Error.AccessDenied, rejected.detail());
            case SKEWED -> new S3Exception(S3Error.RequestTimeTooSkewed);
            case NO_PAYLOAD_HASH -> new S3Exception(S3Error.InvalidRequest, rejected.detail());
            case MISMATCH -> new S3Exception(S3Error.SignatureDoesNotMatch, rejected.detail());
        };
    }
}
