package souk.evm;

import java.math.BigInteger;
import java.util.HexFormat;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;

/// The two `0x` encodings of JSON-RPC: quantities (no leading zeros) and byte strings.
final class Quantity {
    private static final HexFormat HEX = HexFormat.of();

    private Quantity() {}

    static Json of(BigInteger value) {
        return new Json.Text("0x" + value.toString(16));
    }

    static Json of(long value) {
        return of(BigInteger.valueOf(value));
    }

    static BigInteger parse(String text) {
        if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
            throw new SoukException(ErrorCode.BAD_JSON, "the chain sent a malformed quantity");
        }
        return new BigInteger(text.substring(2), 16);
    }

    static long number(String text) {
        var value = parse(text);
        if (value.bitLength() > 63) {
            throw new SoukException(ErrorCode.BAD_JSON, "the chain sent a quantity beyond 2^63");
        }
        return value.longValue();
    }

    static String hex(byte[] bytes) {
        return "0x" + HEX.formatHex(bytes);
    }

    static byte[] bytes(String hex) {
        try {
            return HEX.parseHex(hex, hex.startsWith("0x") ? 2 : 0, hex.length());
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_JSON, "the chain sent malformed bytes", e);
        }
    }
}
