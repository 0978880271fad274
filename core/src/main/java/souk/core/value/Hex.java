package souk.core.value;

import java.util.HexFormat;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// `0x` hexadecimal, lower case, of a fixed length.
final class Hex {
    private Hex() {}

    static String of(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    static String check(String text, int bytes, String what) {
        var lower = text.toLowerCase(java.util.Locale.ROOT);
        if (lower.length() != 2 + 2 * bytes || !lower.startsWith("0x") || !allHex(lower)) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, what + " must be 0x and " + 2 * bytes + " hexadecimal digits");
        }
        return lower;
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    private static boolean allHex(String text) {
        for (int i = 2; i < text.length(); i++) {
            if (!java.util.HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
