package souk.assurance;

import java.util.HexFormat;
import java.util.regex.Pattern;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// An Ed25519 signature of a node's key.
///
/// @param hex `0x` and 128 lower-case hexadecimal digits
public record NodeSignature(String hex) {
    private static final Pattern FORM = Pattern.compile("0x[0-9a-f]{128}");

    public NodeSignature {
        if (!FORM.matcher(hex).matches()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a node's signature has 64 bytes in 0x hexadecimal");
        }
    }

    public static NodeSignature of(byte[] bytes) {
        return new NodeSignature("0x" + HexFormat.of().formatHex(bytes));
    }

    /// A fresh array of 64 bytes.
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}
