package souk.core.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// The two hash functions of RFC 6962, over one reused digest. One owner at a time.
final class NodeHashing {
    static final byte LEAF = 0x00;
    static final byte NODE = 0x01;

    private final MessageDigest digest = Sha256.digest();

    void leaf(byte[] bytes, int offset, int length, byte[] hash, int at) {
        digest.update(LEAF);
        digest.update(bytes, offset, length);
        finish(hash, at);
    }

    Digest node(Digest left, Digest right) {
        digest.update(NODE);
        digest.update(left.bytes());
        digest.update(right.bytes());
        return Digest.of(digest.digest());
    }

    byte[] node(byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        digest.update(right);
        return digest.digest();
    }

    /// The node over the two hashes that lie side by side at `offset`; `hash` may be the same array.
    void pair(byte[] children, int offset, byte[] hash, int at) {
        digest.update(NODE);
        digest.update(children, offset, 2 * Sha256.BYTES);
        finish(hash, at);
    }

    void beginLeaf() {
        digest.update(LEAF);
    }

    void extendLeaf(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    void endLeaf(byte[] hash, int at) {
        finish(hash, at);
    }

    private void finish(byte[] hash, int at) {
        try {
            digest.digest(hash, at, Sha256.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a hash at " + at + " of " + hash.length, e);
        }
    }
}
