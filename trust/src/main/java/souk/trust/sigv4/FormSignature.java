package souk.trust.sigv4;

import java.util.Optional;

/// Signatures over the policy of a form that a browser sends.
///
/// @param accessKeyId who is said to have signed
/// @param scope of the key
public record FormSignature(String accessKeyId, String scope) {

    /// Takes the field `x-amz-credential` apart; empty when it is none for that region and service.
    public static Optional<FormSignature> parse(String credential, String region, String service) {
        var slash = credential.indexOf('/');
        if (slash < 1) {
            return Optional.empty();
        }
        return CredentialScope.parse(credential.substring(slash + 1))
                .filter(scope ->
                        scope.region().equals(region) && scope.service().equals(service))
                .map(scope -> new FormSignature(credential.substring(0, slash), scope.toString()));
    }

    /// Whether the signature is right: version 4.
    ///
    /// @param policy as it was sent, in base64
    /// @param signature lower-case hexadecimal
    public boolean isRight(String secret, String policy, String signature) {
        var key = SigningKey.derive(secret, CredentialScope.parse(scope).orElseThrow());
        return ChunkSignatures.matches(key.sign(policy), signature);
    }

    /// Whether the signature is right: the version before.
    ///
    /// @param policy as it was sent, in base64
    /// @param signature base64
    public static boolean isRightOfVersion2(String secret, String policy, String signature) {
        return ChunkSignatures.matches(SigV2Verifier.sign(secret, policy), signature);
    }
}
