package souk.trust.sigv4;

import java.time.Instant;
import java.util.Optional;

/// What a check of a request's signature says.
public sealed interface Verification {
    /// The signature is right and in its time.
    ///
    /// @param accessKeyId who signed
    /// @param signedAt the client's clock
    /// @param payloadHash what the signature says of the body: a hash in hexadecimal or a constant of [SigV4]
    /// @param chunks expects the signatures of a streamed body; empty for version 2, which has none
    record Verified(String accessKeyId, Instant signedAt, String payloadHash, Optional<ChunkSignatures> chunks)
            implements Verification {}

    /// The request carries no signature at all.
    record Anonymous() implements Verification {}

    /// The request is refused.
    ///
    /// @param reason why
    /// @param detail a sentence for the client, without secrets
    record Rejected(Reason reason, String detail) implements Verification {}

    /// Why a request is refused.
    enum Reason {
        /// The authorisation is not written as it should be.
        MALFORMED,
        /// The authorisation of version 2 is not written as it should be.
        MALFORMED_VERSION_2,
        /// The presigned query is not written as it should be.
        MALFORMED_QUERY,
        /// Another algorithm than HMAC.
        UNSUPPORTED_ALGORITHM,
        /// Signed for another region.
        WRONG_REGION,
        /// No such access key.
        UNKNOWN_KEY,
        /// The date is missing or unreadable.
        NO_DATE,
        /// The client's clock is too far off.
        SKEWED,
        /// The presigned address is past its time.
        EXPIRED,
        /// The presigned address asks for a time that is too long, or none.
        BAD_EXPIRY,
        /// A header that changes the request's meaning is not covered.
        HEADER_NOT_SIGNED,
        /// The payload hash is missing.
        NO_PAYLOAD_HASH,
        /// The signature does not match.
        MISMATCH
    }
}
