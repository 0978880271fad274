package souk.gateway.recovery;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Bytes that people can write down (BIP 350): letters and digits that are not easily confused, and six of
/// them as a checksum that finds up to four wrong ones surely, and others but for one in a billion.
final class Bech32m {
    private static final String LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int FINAL = 0x2bc830a3;
    private static final int CHECKSUM = 6;

    private Bech32m() {}

    /// @param prefix lower-case letters that say what it is
    static String encode(String prefix, byte[] bytes) {
        var values = regroup(bytes, 8, 5, true).orElseThrow();
        var out = new StringBuilder(prefix).append('1');
        for (byte value : values) {
            out.append(LETTERS.charAt(value));
        }
        int sum = sum(prefix, values, new byte[CHECKSUM]) ^ FINAL;
        for (int i = 0; i < CHECKSUM; i++) {
            out.append(LETTERS.charAt(sum >> 5 * (CHECKSUM - 1 - i) & 31));
        }
        return out.toString();
    }

    /// The bytes, unless a letter is wrong. Upper case is read as well.
    static Optional<byte[]> decode(String prefix, String text) {
        return values(text.toLowerCase(Locale.ROOT), prefix)
                .flatMap(values -> regroup(Arrays.copyOf(values, values.length - CHECKSUM), 5, 8, false));
    }

    /// Whether the checksum holds.
    static boolean isWhole(String text) {
        return text.lastIndexOf('1') > 0
                && values(text, text.substring(0, text.lastIndexOf('1'))).isPresent();
    }

    private static Optional<byte[]> values(String text, String prefix) {
        if (!text.startsWith(prefix + "1") || text.length() < prefix.length() + 1 + CHECKSUM) {
            return Optional.empty();
        }
        var letters = text.substring(prefix.length() + 1);
        var values = new byte[letters.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) LETTERS.indexOf(letters.charAt(i));
            if (values[i] < 0) {
                return Optional.empty();
            }
        }
        return sum(prefix, values, new byte[0]) == FINAL ? Optional.of(values) : Optional.empty();
    }

    private static int sum(String prefix, byte[] values, byte[] zeros) {
        int sum = 1;
        for (char c : prefix.toCharArray()) {
            sum = step(sum, c >> 5);
        }
        sum = step(sum, 0);
        for (char c : prefix.toCharArray()) {
            sum = step(sum, c & 31);
        }
        for (byte value : values) {
            sum = step(sum, value);
        }
        for (byte zero : zeros) {
            sum = step(sum, zero);
        }
        return sum;
    }

    private static int step(int sum, int value) {
        int top = sum >>> 25;
        int next = (sum & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            next ^= (top >> i & 1) * GENERATOR[i];
        }
        return next;
    }

    /// Regroups bits; what is left over may only be padding.
    private static Optional<byte[]> regroup(byte[] values, int from, int to, boolean pads) {
        var out = new ByteArrayOutputStream();
        int buffer = 0;
        int bits = 0;
        for (byte value : values) {
            buffer = (buffer << from | value & (1 << from) - 1) & 0xfff;
            bits += from;
            while (bits >= to) {
                bits -= to;
                out.write(buffer >> bits & (1 << to) - 1);
            }
        }
        int rest = buffer & (1 << bits) - 1;
        if (pads && bits > 0) {
            out.write(rest << to - bits & (1 << to) - 1);
        }
        return pads || bits < from && rest == 0 ? Optional.of(out.toByteArray()) : Optional.empty();
    }
}
