package souk.trust;

import java.util.Arrays;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Base58 with the alphabet of Bitcoin, for a handful of bytes: the cost grows with the square of the length.
///
/// Source: draft-msporny-base58-03.
final class Base58 {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private Base58() {}

    static String encode(byte[] bytes) {
        int zeros = leadingZeros(bytes);
        var digits = convert(bytes, 256, 58, bytes.length * 2);
        var letters = new StringBuilder(ALPHABET.substring(0, 1).repeat(zeros));
        for (byte digit : digits) {
            letters.append(ALPHABET.charAt(digit));
        }
        return letters.toString();
    }

    static byte[] decode(String text) {
        var digits = new byte[text.length()];
        for (int i = 0; i < digits.length; i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "not base58 at offset " + i);
            }
            digits[i] = (byte) digit;
        }
        int zeros = leadingZeros(digits);
        var bytes = convert(digits, 58, 256, digits.length);
        var padded = new byte[zeros + bytes.length];
        System.arraycopy(bytes, 0, padded, zeros, bytes.length);
        return padded;
    }

    /// The same number to another base, without leading zeros: long multiplication, digit by digit.
    private static byte[] convert(byte[] digits, int from, int to, int room) {
        var result = new byte[room];
        int first = room;
        for (byte digit : digits) {
            int carry = digit & 0xff;
            for (int at = room - 1; at >= first || carry > 0; at--) {
                carry += (result[at] & 0xff) * from;
                result[at] = (byte) (carry % to);
                carry /= to;
                first = Math.min(first, at);
            }
        }
        return Arrays.copyOfRange(result, first, room);
    }

    private static int leadingZeros(byte[] bytes) {
        int count = 0;
        while (count < bytes.length && bytes[count] == 0) {
            count++;
        }
        return count;
    }
}
