package souk.core.hash;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Objects;

/// SHA-256 of many messages of one length, each behind one byte that they share: the leaves and nodes of Merkle trees.
public interface Sha256Batch {
    /// Lengths are multiples of this, the block of SHA-256.
    int BLOCK_BYTES = 64;

    /// Hashes messages that lie side by side into hashes that lie side by side.
    ///
    /// @param prefix before each message
    /// @param length of each message, a multiple of [#BLOCK_BYTES] and not none
    /// @param to may be `from`, if no hash begins behind its message
    /// @throws IndexOutOfBoundsException if a range is outside its array
    /// @throws IllegalArgumentException for another length
    void hash(byte prefix, byte[] from, int offset, int length, int count, byte[] to, int at);

    /// The JDK's digest, one message after the other: runs everywhere, and the twin of all others.
    static Sha256Batch portable() {
        return Sha256Batch::portable;
    }

    /// Two messages at a time, where the build made that and the processor can; else the portable one.
    static Sha256Batch ofProcess() {
        return NativeHashing.PROCESS.<Sha256Batch>map(found -> found).orElseGet(Sha256Batch::portable);
    }

    private static void portable(byte prefix, byte[] from, int offset, int length, int count, byte[] to, int at) {
        check(from, offset, length, count, to, at);
        MessageDigest digest = Sha256.digest();
        try {
            for (int i = 0; i < count; i++) {
                digest.update(prefix);
                digest.update(from, offset + i * length, length);
                digest.digest(to, at + i * Sha256.BYTES, Sha256.BYTES);
            }
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a hash, which was checked", e);
        }
    }

    /// What an implementation may rely on afterwards.
    static void check(byte[] from, int offset, int length, int count, byte[] to, int at) {
        if (length < BLOCK_BYTES || length % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException("messages of whole blocks, not of " + length + " bytes");
        }
        Objects.checkFromIndexSize(offset, Math.multiplyExact(length, count), from.length);
        Objects.checkFromIndexSize(at, Math.multiplyExact(Sha256.BYTES, count), to.length);
    }
}
