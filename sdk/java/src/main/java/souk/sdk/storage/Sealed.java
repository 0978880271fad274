package souk.sdk.storage;

import java.util.HexFormat;
import souk.core.merkle.MerkleTree;
import souk.core.value.Digest;

/// What a reader opens: a whole segment, or one body of a packed one.
///
/// @param segment where its shards are
/// @param id bound into its frames
/// @param offset where it begins in every shard, in bytes
/// @param length plaintext bytes
/// @param wrappedKey its key under the bucket's
public record Sealed(SegmentManifest segment, Digest id, long offset, long length, String wrappedKey) {
    /// All of a segment.
    public static Sealed whole(SegmentManifest segment) {
        return new Sealed(segment, segment.id(), 0, segment.length(), segment.wrappedKey());
    }

    /// One body of a pack.
    public static Sealed slice(SegmentManifest pack, PackSlice slice) {
        long offset = (long) slice.firstCell() * MerkleTree.CELL_BYTES;
        return new Sealed(pack, slice.id(), offset, slice.length(), slice.wrappedKey());
    }

    byte[] wrappedKeyBytes() {
        return HexFormat.of().parseHex(wrappedKey);
    }
}
