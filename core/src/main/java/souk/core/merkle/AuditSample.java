package souk.core.merkle;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import souk.core.hash.Sha256;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

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
    /// @param randomness fixed after the inventory root was signed
    /// @param size the inventory's total in bytes, a positive multiple of 1,024
    /// @throws IllegalArgumentException if an argument is out of these bounds
    public static AuditSample of(Digest randomness, LeaseId lease, long epoch, long size) {
        return ofSeed(seed(randomness, lease, epoch), size);
    }

    /// The sample for a seed already made by [#seed].
    public static AuditSample ofSeed(Digest seed, long size) {
        if (size <= 0 || size % MerkleTree.CELL_BYTES != 0) {
            throw new IllegalArgumentException("an inventory's size is a positive multiple of 1024: " + size);
        }
        return new AuditSample(seed.bytes(), size / MerkleTree.CELL_BYTES);
    }

    /// The seed of an epoch's audit.
    public static Digest seed(Digest randomness, LeaseId lease, long epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("negative epoch " + epoch);
        }
        return Digest.of(Sha256.hash(randomness.bytes(), lease.bytes(), bigEndian(epoch)));
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
