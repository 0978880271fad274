package souk.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

/// An object's name in its bucket, ordered by its UTF-8 bytes.
///
/// @param value 1 to [#MAX_BYTES] bytes of UTF-8
public record ObjectKey(String value) {
    /// The limit of S3.
    public static final int MAX_BYTES = 1024;

    public ObjectKey {
        var length = value.getBytes(UTF_8).length;
        if (length == 0 || length > MAX_BYTES) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_BYTES + " bytes");
        }
    }

    byte[] bytes() {
        return value.getBytes(UTF_8);
    }

    static ObjectKey of(byte[] bytes) {
        return new ObjectKey(new String(bytes, UTF_8));
    }

    @Override
    public String toString() {
        return value;
    }
}
