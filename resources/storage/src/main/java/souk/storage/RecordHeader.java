package souk.storage;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import souk.core.merkle.MerkleTree;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// The frame of a shard in a log, big endian:
///
/// ```
/// header 112: "SHRD" | format u32 = 1 | log u32 | position u32 | length u32 | lease 32 | root 32 | storedAt i64 ms |
/// expiry i64 s
///             | nonce i64 | CRC32C of the 108 bytes before
/// body   length
/// footer  16: "DONE" | CRC32C of the body | the header's CRC32C | CRC32C of the 12 bytes before
/// ```
///
/// A record without a valid footer was never acknowledged. Log, position and the store's secret nonce make sure
/// that bytes of a shard, which strangers choose, are never taken for a header when a damaged log is searched.
record RecordHeader(Location location, LeaseId lease, Digest root, long storedAt, long expiry) {
    static final int HEADER_BYTES = 112;
    static final int FOOTER_BYTES = 16;
    /// Every frame begins at a multiple of this, since bodies are multiples of 1,024.
    static final int ALIGNMENT = HEADER_BYTES + FOOTER_BYTES;

    private static final int HEADER_MAGIC = 0x53485244;
    private static final int FORMAT = 1;
    private static final int FOOTER_MAGIC = 0x444f4e45;

    /// Bytes of the whole record.
    static int frameBytes(int length) {
        return HEADER_BYTES + length + FOOTER_BYTES;
    }

    byte[] encode(long nonce) {
        var buffer = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(HEADER_MAGIC)
                .putInt(FORMAT)
                .putInt(location.log())
                .putInt(location.position())
                .putInt(location.length())
                .put(lease.bytes())
                .put(root.bytes())
                .putLong(storedAt)
                .putLong(expiry)
                .putLong(nonce);
        return buffer.putInt(crc(buffer.array(), buffer.position())).array();
    }

    /// The header at `position` of log `log`, if these bytes are one.
    static Optional<RecordHeader> decode(byte[] bytes, int at, int log, int position, long nonce) {
        var buffer = ByteBuffer.wrap(bytes, at, HEADER_BYTES);
        boolean header = buffer.getInt() == HEADER_MAGIC && buffer.getInt() == FORMAT;
        if (!header || buffer.getInt() != log || buffer.getInt() != position) {
            return Optional.empty();
        }
        var checksum = new CRC32C();
        checksum.update(bytes, at, HEADER_BYTES - Integer.BYTES);
        int length = buffer.getInt();
        var lease = new byte[LeaseId.BYTES];
        var root = new byte[Digest.BYTES];
        buffer.get(lease).get(root);
        long storedAt = buffer.getLong();
        long expiry = buffer.getLong();
        if (buffer.getLong() != nonce || buffer.getInt() != (int) checksum.getValue() || !isShardLength(length)) {
            return Optional.empty();
        }
        var location = new Location(log, position, length);
        return Optional.of(new RecordHeader(location, LeaseId.of(lease), Digest.of(root), storedAt, expiry));
    }

    byte[] footer(int bodyCrc, long nonce) {
        var buffer = ByteBuffer.allocate(FOOTER_BYTES)
                .putInt(FOOTER_MAGIC)
                .putInt(bodyCrc)
                .putInt(headerCrc(nonce));
        return buffer.putInt(crc(buffer.array(), buffer.position())).array();
    }

    /// The body's checksum, if these bytes are the footer of this header.
    Optional<Integer> decodeFooter(byte[] bytes, long nonce) {
        var buffer = ByteBuffer.wrap(bytes);
        boolean magic = buffer.getInt() == FOOTER_MAGIC;
        int bodyCrc = buffer.getInt();
        boolean ours = buffer.getInt() == headerCrc(nonce);
        boolean whole = buffer.getInt() == crc(bytes, FOOTER_BYTES - Integer.BYTES);
        return magic && ours && whole ? Optional.of(bodyCrc) : Optional.empty();
    }

    static boolean isShardLength(long length) {
        return length > 0 && length <= ShardStore.MAX_SHARD_BYTES && length % MerkleTree.CELL_BYTES == 0;
    }

    private int headerCrc(long nonce) {
        return ByteBuffer.wrap(encode(nonce)).getInt(HEADER_BYTES - Integer.BYTES);
    }

    static int crc(byte[] bytes, int length) {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
