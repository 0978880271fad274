package souk.core.value;

import java.math.BigInteger;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The unsigned integers of the EVM.
public final class Uint {
    private Uint() {}

    /// The value itself, if it fits.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is negative or has more bits
    public static BigInteger check(BigInteger value, int bits, String what) {
        if (value.signum() < 0 || value.bitLength() > bits) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " must be from 0 to 2^" + bits + " - 1");
        }
        return value;
    }

    /// The 32 bytes of the ABI's uint256.
    public static byte[] word(BigInteger value) {
        var bytes = check(value, 256, "a uint256").toByteArray();
        var word = new byte[32];
        int skip = bytes.length == 33 ? 1 : 0;
        System.arraycopy(bytes, skip, word, 32 - bytes.length + skip, bytes.length - skip);
        return word;
    }
}
