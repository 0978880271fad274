package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;

/// The chain of signatures over the chunks of one body: each covers the one before, the first covers the request's.
///
/// Source: AWS, "Signature calculations: transferring payload in multiple chunks". One owner, one body.
public final class ChunkSignatures {
    private static final String CHUNK_ALGORITHM = "AWS4-HMAC-SHA256-PAYLOAD";
    private static final String TRAILER_ALGORITHM = "AWS4-HMAC-SHA256-TRAILER";

    private final SigningKey key;
    private final String timestamp;
    private final CredentialScope scope;
    private String previous;

    ChunkSignatures(SigningKey key, String timestamp, CredentialScope scope, String seedSignature) {
        this.key = key;
        this.timestamp = timestamp;
        this.scope = scope;
        this.previous = seedSignature;
    }

    /// The signature of the next chunk.
    ///
    /// @param sha256 hash of the chunk's bytes; of no bytes for the last chunk
    public String next(byte[] sha256) {
        previous = key.sign(String.join(
                "\n",
                CHUNK_ALGORITHM,
                timestamp,
                scope.toString(),
                previous,
                SigV4.EMPTY_SHA256,
                HexFormat.of().formatHex(sha256)));
        return previous;
    }

    /// The signature of the trailers, after the last chunk's.
    ///
    /// @param trailerLines `name:value` each followed by a line feed, in the order sent, names in lower case
    public String trailer(String trailerLines) {
        previous = key.sign(String.join(
                "\n", TRAILER_ALGORITHM, timestamp, scope.toString(), previous, SigningKey.sha256(trailerLines)));
        return previous;
    }

    /// Checks a received signature in constant time.
    public static boolean matches(String expected, String received) {
        return MessageDigest.isEqual(expected.getBytes(UTF_8), received.getBytes(UTF_8));
    }
}
