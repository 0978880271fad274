package souk.gateway.api;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.gateway.s3.Account;
import souk.gateway.s3.Accounts;
import souk.gateway.store.TenantId;
import souk.net.Handler;
import souk.net.Request;
import souk.net.Response;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.PathRule;
import souk.trust.sigv4.SigV4Verifier;
import souk.trust.sigv4.SignableRequest;
import souk.trust.sigv4.Verification;

/// Lets in requests that an account of this gateway has signed (AWS Signature V4, service `souk`).
final class Callers {
    /// The region in the scope of signatures.
    static final String REGION = "local";

    static final String SERVICE = "souk";

    private final Accounts accounts;
    private final SigV4Verifier verifier;

    Callers(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.verifier = new SigV4Verifier(this::secret, REGION, SERVICE, clock, PathRule.EXACT);
    }

    /// Answers a caller's request.
    @FunctionalInterface
    interface SignedHandler {
        /// @param payloadHash SHA-256 of the body as it was signed, hexadecimal
        Response handle(Request request, TenantId caller, String payloadHash) throws Exception;
    }

    /// Answers a caller's request with a body that was checked.
    @FunctionalInterface
    interface BodyHandler {
        Response handle(Request request, TenantId caller, byte[] body) throws Exception;
    }

    Handler signed(SignedHandler handler) {
        return request -> {
            var verified = verify(request);
            var account = accounts.find(verified.accessKeyId()).orElseThrow(Callers::unknown);
            return handler.handle(request, account.tenant(), verified.payloadHash());
        };
    }

    Handler signedBody(BodyHandler handler) {
        return signed((request, caller, hash) -> {
            var body = request.bytes();
            if (!hash.equals(HexFormat.of().formatHex(Sha256.hash(body)))) {
                throw new SoukException(ErrorCode.BAD_SIGNATURE, "the body is not the one that was signed");
            }
            return handler.handle(request, caller, body);
        });
    }

    private Optional<String> secret(String accessKey) {
        return accounts.find(accessKey).map(Account::credentials).map(credentials -> credentials.secretKey());
    }

    private Verification.Verified verify(Request request) {
        var headers = request.headers().stream()
                .map(header -> new Header(header.getKey(), header.getValue()))
                .toList();
        var signable = new SignableRequest(request.method().name(), request.rawPath(), request.rawQuery(), headers);
        return switch (verifier.verify(signable)) {
            case Verification.Verified verified -> verified;
            case Verification.Anonymous() ->
                throw new SoukException(
                        ErrorCode.UNAUTHENTICATED, "sign the request: AWS Signature V4 for the service " + SERVICE);
            case Verification.Rejected(var reason, var detail) ->
                throw new SoukException(
                        reason == Verification.Reason.SKEWED ? ErrorCode.CLOCK_SKEW : ErrorCode.UNAUTHENTICATED,
                        detail);
        };
    }

    private static SoukException unknown() {
        return new SoukException(ErrorCode.UNAUTHENTICATED, "The access key does not exist.");
    }
}
