package souk.core.merkle;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import souk.core.hash.Sha256;

/// Which cells of an inventory an audit asks for, decided by randomness nobody chose.
///
/// seed = SHA-256(randomness ‖ lease ‖ epoch u64 BE); the i-th cell is the first 8 bytes of SHA-256(seed ‖ i u64 BE) as
/// an unsigned number, modulo the cells of the inventory. The bias of the modulo is below cells / 2^64.
public final class AuditSample {
    /// Most cells one sample may name: a day's thousand in batches of a hundred leaves room for ten days.
    public static final int MAX_CELLS = 10_000;

    private final byte[] seed;
    private final long cells;

    private AuditSample(byte[] seed, long cells) {
        this.seed = seed;
        this.cells = cells;
    }

    /// The sample for an epoch of a lease.
    ///
    /// @param randomness 32 bytes fixed after the inventory root was signed
    /// @param lease 32 bytes
    /// @param size the inventory's total in bytes, a positive multiple of 1,024
    /// @throws IllegalArgumentException if an argument is out of these bounds
    public static AuditSample of(byte[] randomness, byte[] lease, long epoch, long size) {
        return ofSeed(seed(randomness, lease, epoch), size);
    }

    /// The sample for a seed already made by [#seed].
    public static AuditSample ofSeed(byte[] seed, long size) {
        if (seed.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        if (size <= 0 || size % MerkleTree.CELL_BYTES != 0) {
            throw new IllegalArgumentException("an inventory's size is a positive multiple of 1024: " + size);
        }
        return new AuditSample(seed.clone(), size / MerkleTree.CELL_BYTES);
    }

    /// The seed of an epoch's audit, 32 new bytes.
    public static byte[] seed(byte[] randomness, byte[] lease, long epoch) {
        if (randomness.length != Sha256.BYTES || lease.length != Sha256.BYTES || epoch < 0) {
            throw new IllegalArgumentException("randomness and lease have 32 bytes, epoch is not negative");
        }
        return Sha256.hash(randomness, lease, bigEndian(epoch));
    }

    /// The `i`-th cell, counted over the whole inventory: it starts at byte 1,024 times this.
    public long cell(long i) {
        if (i < 0) {
            throw new IllegalArgumentException("negative challenge " + i);
        }
        long drawn = ByteBuffer.wrap(Sha256.hash(seed, bigEndian(i))).getLong();
        return Long.remainderUnsigned(drawn, cells);
    }

    /// The cells `from` (inclusive) to `to` (exclusive).
    ///
    /// @throws IllegalArgumentException for more than [#MAX_CELLS]
    public LongStream cells(long from, long to) {
        if (to - from > MAX_CELLS) {
            throw new IllegalArgumentException("sample larger than " + MAX_CELLS);
        }
        return LongStream.range(from, to).map(this::cell);
    }

    private static byte[] bigEndian(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
