package souk.gateway.store;

import java.util.Objects;

/// A checksum kept with an object or a part.
///
/// @param algorithm which
/// @param type over the whole object, or over the checksums of its parts
/// @param value base64, with `-N` after it when composite
public record Checksum(Algorithm algorithm, Type type, String value) {
    public Checksum {
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(value, "value");
    }

    /// The algorithms of S3, by their names in requests.
    public enum Algorithm {
        CRC32,
        CRC32C,
        CRC64NVME,
        SHA1,
        SHA256,
        SHA512,
        MD5,
        XXHASH64,
        /// The 64 bits of XXH3.
        XXHASH3,
        /// The 128 bits of XXH3.
        XXHASH128
    }

    /// How a multipart object's checksum is made.
    public enum Type {
        FULL_OBJECT,
        COMPOSITE
    }
}
