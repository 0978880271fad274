package souk.core.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The key of a place in the namespace, derived from its parent's: whoever holds the key of a folder can derive all
/// below it and nothing beside it, so sharing a prefix is sharing one key. A whole namespace is recovered from one root
/// key.
///
/// child = HKDF-SHA-256(secret = parent, salt = "souk path 1", info = 0x01 ‖ name); a key for a purpose at that place
/// uses info = 0x02 ‖ purpose, so it can never equal a child's.
///
/// Content keys are wrapped under the place's key for the purpose "wrap" by AES-256-GCM with a random nonce.
public final class PathKey {
    /// Bytes of a nonce for [#wrap].
    public static final int NONCE_BYTES = AesGcm.NONCE_BYTES;

    /// Bytes of a wrapped key: nonce ‖ ciphertext ‖ tag.
    public static final int WRAPPED_BYTES = NONCE_BYTES + SealKey.BYTES + AesGcm.TAG_BYTES;

    private static final byte[] SALT = "souk path 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte CHILD = 0x01;
    private static final byte PURPOSE = 0x02;
    private static final String WRAP = "wrap";

    private final SealKey key;

    private PathKey(SealKey key) {
        this.key = key;
    }

    /// The root of a namespace.
    public static PathKey root(SealKey key) {
        return new PathKey(key);
    }

    /// The place `name` below this one.
    public PathKey child(String name) {
        return new PathKey(derive(CHILD, name));
    }

    /// A key for one purpose at this place, such as "names".
    public SealKey purpose(String purpose) {
        return derive(PURPOSE, purpose);
    }

    /// This place's own key, to be shared with whom may read all below it.
    public SealKey key() {
        return key;
    }

    /// Wraps a content key.
    ///
    /// @param nonce 12 random bytes, never used twice at one place: below 2^32 wraps, random ones do not collide
    /// @param context what the key is for; unwrapping needs the same bytes
    /// @return [#WRAPPED_BYTES] bytes
    public byte[] wrap(SealKey content, byte[] nonce, byte[] context) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce has 12 bytes, not " + nonce.length);
        }
        var wrapped = new byte[WRAPPED_BYTES];
        System.arraycopy(nonce, 0, wrapped, 0, NONCE_BYTES);
        new AesGcm(purpose(WRAP)).seal(nonce, context, content.bytes(), 0, SealKey.BYTES, wrapped, NONCE_BYTES);
        return wrapped;
    }

    /// The content key, or empty if it was not wrapped at this place for this context.
    public Optional<SealKey> unwrap(byte[] wrapped, byte[] context) {
        if (wrapped.length != WRAPPED_BYTES) {
            return Optional.empty();
        }
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES).put(wrapped, 0, NONCE_BYTES).array();
        var secret = new byte[SealKey.BYTES];
        boolean authentic = new AesGcm(purpose(WRAP))
                .open(nonce, context, wrapped, NONCE_BYTES, WRAPPED_BYTES - NONCE_BYTES, secret, 0);
        return authentic ? Optional.of(SealKey.of(secret)) : Optional.empty();
    }

    private SealKey derive(byte kind, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] info = ByteBuffer.allocate(1 + text.length).put(kind).put(text).array();
        return SealKey.of(Hkdf.derive(key.bytes(), SALT, info, SealKey.BYTES));
    }

    @Override
    public String toString() {
        return "PathKey[secret]";
    }
}
