package souk.core.record;

import java.util.Arrays;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// A CIDv1 of raw bytes under SHA-256, in base32 (`bafkrei…`): the name of a public record.
///
/// Source: multiformats CID specification; multicodec `raw` 0x55, multihash `sha2-256` 0x12.
public record Cid(String text) implements Comparable<Cid> {
    private static final byte[] PREFIX = {0x01, 0x55, 0x12, 0x20};
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    /// 'b' and 36 bytes at five bits a letter.
    private static final int LENGTH = 1 + (36 * 8 + 4) / 5;

    public Cid {
        if (text.length() != LENGTH || text.charAt(0) != 'b' || !Arrays.equals(PREFIX, prefixOf(text))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a CIDv1 of raw bytes under SHA-256: " + text);
        }
    }

    /// The name of these bytes.
    public static Cid of(byte[] content) {
        return of(Digest.of(Sha256.hash(content)));
    }

    public static Cid of(Digest digest) {
        var bytes = Arrays.copyOf(PREFIX, 36);
        System.arraycopy(digest.bytes(), 0, bytes, 4, 32);
        return new Cid("b" + encode(bytes));
    }

    /// The SHA-256 that the name carries.
    public Digest digest() {
        return Digest.of(Arrays.copyOfRange(decode(text.substring(1)), 4, 36));
    }

    @Override
    public int compareTo(Cid other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static byte[] prefixOf(String text) {
        return Arrays.copyOf(decode(text.substring(1)), 4);
    }

    private static String encode(byte[] bytes) {
        var out = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = buffer << 8 | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(ALPHABET.charAt(buffer >> bits & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            out.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
        }
        return out.toString();
    }

    private static byte[] decode(String text) {
        var out = new byte[text.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "not base32: " + text);
            }
            buffer = buffer << 5 | digit;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                out[at++] = (byte) (buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        return out;
    }
}
