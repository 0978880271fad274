package souk.sdk.storage;

import java.security.SecureRandom;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.seal.PathKey;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// The keys of one bucket's segments: a fresh one each, wrapped by the bucket's key for that segment only.
public final class SegmentKeys {
    private final PathKey bucket;
    private final SecureRandom random;

    public SegmentKeys(SealKey bucket, SecureRandom random) {
        this.bucket = PathKey.root(bucket);
        this.random = random;
    }

    SealKey create() {
        return SealKey.random(random);
    }

    byte[] wrap(Digest segment, SealKey key) {
        var nonce = new byte[PathKey.NONCE_BYTES];
        random.nextBytes(nonce);
        return bucket.wrap(key, nonce, segment.bytes());
    }

    /// @throws SoukException `CORRUPT` when it was not wrapped by this bucket for this segment
    SealKey unwrap(Digest segment, byte[] wrapped) {
        return bucket.unwrap(wrapped, segment.bytes())
                .orElseThrow(
                        () -> new SoukException(ErrorCode.CORRUPT, "the key of segment " + segment + " does not open"));
    }
}
