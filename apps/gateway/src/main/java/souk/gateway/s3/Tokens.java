package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/// Continuation tokens: where a listing goes on, opaque to clients.
final class Tokens {
    private Tokens() {}

    static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
    }

    /// @throws S3Exception `InvalidArgument` if it is none of ours
    static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new S3Exception(S3Error.InvalidArgument, "The continuation token provided is incorrect");
        }
    }
}
