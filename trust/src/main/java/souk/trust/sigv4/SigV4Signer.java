package souk.trust.sigv4;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// Signs requests as a client: in the `Authorization` header, or in the query of a presigned address.
public final class SigV4Signer {
    private final Credentials credentials;
    private final String region;
    private final String service;
    private final PathRule rule;

    /// @param credentials whose signature
    /// @param region for example `us-east-1`
    /// @param service `s3` adds the header `x-amz-content-sha256`, which S3 requires
    /// @param rule [PathRule#EXACT] for S3
    public SigV4Signer(Credentials credentials, String region, String service, PathRule rule) {
        this.credentials = Objects.requireNonNull(credentials, "credentials");
        this.region = Objects.requireNonNull(region, "region");
        this.service = Objects.requireNonNull(service, "service");
        this.rule = Objects.requireNonNull(rule, "rule");
    }

    /// A signer for object storage.
    public static SigV4Signer s3(Credentials credentials, String region) {
        return new SigV4Signer(credentials, region, "s3", PathRule.EXACT);
    }

    /// A request signed in its headers, with the chain for its chunks if the body is streamed.
    ///
    /// @param request with the added headers
    /// @param chunks signs what follows, for the streaming payload hashes
    public record Signed(SignableRequest request, ChunkSignatures chunks) {}

    /// Adds `X-Amz-Date`, for S3 `X-Amz-Content-Sha256`, and `Authorization`; every header present is signed.
    ///
    /// @param payloadHash SHA-256 of the body in lower-case hexadecimal, or one of the constants of [SigV4]
    public Signed sign(SignableRequest request, String payloadHash, Instant when) {
        var timestamp = SigV4.timestamp(when);
        var dated = request.with("X-Amz-Date", timestamp);
        var complete = service.equals("s3") ? dated.with("X-Amz-Content-Sha256", payloadHash) : dated;
        var names = CanonicalRequest.allHeaders(complete);
        var scope = scope(timestamp);
        var key = SigningKey.derive(credentials.secretKey(), scope);
        var canonical = new CanonicalRequest(complete, Query.parse(request.rawQuery()), names, payloadHash, rule);
        var signature = key.sign(canonical.stringToSign(timestamp, scope));
        var authorization = "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(SigV4.ALGORITHM, credentials.accessKeyId(), scope, String.join(";", names), signature);
        return new Signed(
                complete.with("Authorization", authorization), new ChunkSignatures(key, timestamp, scope, signature));
    }

    /// Adds the signature to the query: whoever holds the address may send the request until it expires.
    ///
    /// @param payloadHash [SigV4#UNSIGNED_PAYLOAD] for S3
    /// @param expires from 1 second to [SigV4#MAX_PRESIGN]
    /// @return the request whose raw query is signed
    /// @throws IllegalArgumentException when `expires` is out of bounds
    public SignableRequest presign(SignableRequest request, String payloadHash, Duration expires, Instant when) {
        if (expires.toSeconds() < 1 || expires.compareTo(SigV4.MAX_PRESIGN) > 0) {
            throw new IllegalArgumentException("a presigned address lives from one second to seven days");
        }
        var timestamp = SigV4.timestamp(when);
        var scope = scope(timestamp);
        var names = CanonicalRequest.allHeaders(request);
        var query = Query.parse(request.rawQuery())
                .with("X-Amz-Algorithm", SigV4.ALGORITHM)
                .with("X-Amz-Credential", credentials.accessKeyId() + "/" + scope)
                .with("X-Amz-Date", timestamp)
                .with("X-Amz-SignedHeaders", String.join(";", names))
                .with("X-Amz-Expires", Long.toString(expires.toSeconds()));
        var canonical = new CanonicalRequest(request, query, names, payloadHash, rule);
        var signature =
                SigningKey.derive(credentials.secretKey(), scope).sign(canonical.stringToSign(timestamp, scope));
        return request.withQuery(query.canonical() + "&X-Amz-Signature=" + signature);
    }

    private CredentialScope scope(String timestamp) {
        return new CredentialScope(timestamp.substring(0, 8), region, service);
    }
}
