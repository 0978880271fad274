package souk.gateway.s3;

import java.time.InstantSource;
import java.util.Map;
import souk.trust.sigv4.PathRule;
import souk.trust.sigv4.Query;
import souk.trust.sigv4.SigV4Verifier;
import souk.trust.sigv4.SignableRequest;
import souk.trust.sigv4.Verification.Anonymous;
import souk.trust.sigv4.Verification.Rejected;
import souk.trust.sigv4.Verification.Verified;

/// Lets in only requests with a right signature of a known account.
final class Authentication {
    private final SigV4Verifier verifier;
    private final Accounts accounts;
    private final String region;

    Authentication(Accounts accounts, String region, InstantSource clock) {
        this.accounts = accounts;
        this.region = region;
        this.verifier = new SigV4Verifier(
                key -> accounts.find(key).map(account -> account.credentials().secretKey()),
                region,
                "s3",
                clock,
                PathRule.EXACT);
    }

    /// Checks the signature before anything of the body is read.
    Verified require(SignableRequest request) {
        return switch (verifier.verify(request)) {
            case Verified verified -> verified;
            case Anonymous()
            when Query.parse(request.rawQuery()).has("AWSAccessKeyId") ->
                throw new S3Exception(
                        S3Error.InvalidRequest,
                        "The authorization mechanism you have provided is not supported. Please use"
                                + " AWS4-HMAC-SHA256.");
            case Anonymous() -> throw new S3Exception(S3Error.AccessDenied);
            case Rejected rejected -> throw refusal(rejected);
        };
    }

    Account account(Verified verified) {
        return accounts.find(verified.accessKeyId()).orElseThrow(() -> new S3Exception(S3Error.InvalidAccessKeyId));
    }

    private S3Exception refusal(Rejected rejected) {
        return switch (rejected.reason()) {
            case MALFORMED -> new S3Exception(S3Error.AuthorizationHeaderMalformed, rejected.detail());
            case MALFORMED_QUERY -> new S3Exception(S3Error.AuthorizationQueryParametersError, rejected.detail());
            case UNSUPPORTED_ALGORITHM -> new S3Exception(S3Error.InvalidRequest, rejected.detail());
            case WRONG_REGION ->
                new S3Exception(
                        S3Error.AuthorizationHeaderMalformed,
                        rejected.detail(),
                        Map.of("Region", region),
                        Map.of("x-amz-bucket-region", region));
            case UNKNOWN_KEY -> new S3Exception(S3Error.InvalidAccessKeyId);
            case NO_DATE, EXPIRED, HEADER_NOT_SIGNED -> new S3Exception(S3Error.AccessDenied, rejected.detail());
            case SKEWED -> new S3Exception(S3Error.RequestTimeTooSkewed);
            case NO_PAYLOAD_HASH -> new S3Exception(S3Error.InvalidRequest, rejected.detail());
            case MISMATCH -> new S3Exception(S3Error.SignatureDoesNotMatch, rejected.detail());
        };
    }
}
