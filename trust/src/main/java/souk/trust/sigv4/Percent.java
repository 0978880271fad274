package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/// Percent-encoding of RFC 3986: all but the unreserved characters are encoded, in upper case.
///
/// `URLEncoder` and `URLDecoder` speak the form encoding, which treats `+`, `*` and `~` otherwise.
public final class Percent {
    private static final String HEX = "0123456789ABCDEF";
    private static final BitSet UNRESERVED = unreserved();

    private Percent() {}

    /// Encodes every byte that is not unreserved, slashes included.
    public static String encode(String text) {
        return encode(text.getBytes(UTF_8), false);
    }

    /// Encodes every byte that is neither unreserved nor a slash.
    public static String encodePath(byte[] path) {
        return encode(path, true);
    }

    /// Decodes `%XX` and takes every other character as its UTF-8 bytes; `+` stays a plus.
    ///
    /// @throws IllegalArgumentException on a per cent sign that two hexadecimal digits do not follow
    public static byte[] decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded.getBytes(UTF_8);
        }
        var bytes = encoded.getBytes(UTF_8);
        var out = new ByteArrayOutputStream(bytes.length);
        for (var i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
                continue;
            }
            if (i + 2 >= bytes.length) {
                throw new IllegalArgumentException("per cent sign without two digits");
            }
            out.write(digit(bytes[i + 1]) << 4 | digit(bytes[i + 2]));
            i += 2;
        }
        return out.toByteArray();
    }

    private static String encode(byte[] bytes, boolean keepSlash) {
        var out = new StringBuilder(bytes.length + 16);
        for (var each : bytes) {
            var value = each & 0xFF;
            if (UNRESERVED.get(value) || (keepSlash && value == '/')) {
                out.append((char) value);
            } else {
                out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xF));
            }
        }
        return out.toString();
    }

    private static int digit(byte character) {
        var value = Character.digit(character, 16);
        if (value < 0) {
            throw new IllegalArgumentException("per cent sign without two digits");
        }
        return value;
    }

    private static BitSet unreserved() {
        var set = new BitSet(128);
        set.set('A', 'Z' + 1);
        set.set('a', 'z' + 1);
        set.set('0', '9' + 1);
        "-._~".chars().forEach(set::set);
        return set;
    }
}
