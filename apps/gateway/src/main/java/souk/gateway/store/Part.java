package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;

/// A part of an upload.
///
/// @param number 1 to 10,000
/// @param size in bytes
/// @param etag without quotes: the MD5 of the part
/// @param checksum of the part's bytes
public record Part(int number, long size, String etag, Checksum checksum, Instant modified) {
    public Part {
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(modified, "modified");
    }
}
