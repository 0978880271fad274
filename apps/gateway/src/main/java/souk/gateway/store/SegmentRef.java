package souk.gateway.store;

/// One stored segment, or one body in a packed one: what its [SegmentStore] needs to find it again.
///
/// @param manifest of the segment: opaque to the gateway, at most [#MAX_MANIFEST] characters; kept in the
///     metadata as it is
/// @param slice which body of a pack, opaque as well; empty for a whole segment
/// @param length plaintext bytes, at least 1
public record SegmentRef(String manifest, String slice, long length) {
    /// Bounds what one object can add to the metadata.
    public static final int MAX_MANIFEST = 256 * 1024;

    public SegmentRef {
        if (length < 1 || manifest.isEmpty() || manifest.length() + slice.length() > MAX_MANIFEST) {
            throw new IllegalArgumentException("malformed segment reference");
        }
    }

    /// A whole segment.
    public SegmentRef(String manifest, long length) {
        this(manifest, "", length);
    }
}
