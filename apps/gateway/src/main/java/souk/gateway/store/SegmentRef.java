package souk.gateway.store;

/// One stored segment: what its [SegmentStore] needs to find it again.
///
/// @param manifest opaque to the gateway, at most [#MAX_MANIFEST] characters; kept in the metadata as it is
/// @param length plaintext bytes, at least 1
public record SegmentRef(String manifest, long length) {
    /// Bounds what one object can add to the metadata.
    public static final int MAX_MANIFEST = 256 * 1024;

    public SegmentRef {
        if (length < 1 || manifest.isEmpty() || manifest.length() > MAX_MANIFEST) {
            throw new IllegalArgumentException("malformed segment reference");
        }
    }
}
