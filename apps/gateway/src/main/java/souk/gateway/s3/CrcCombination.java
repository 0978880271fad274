package souk.gateway.s3;

import java.util.Arrays;
import java.util.List;
import souk.core.hash.Crc64Nvme;

/// The CRC of a concatenation from the CRCs of its pieces, without their bytes.
///
/// Appending n zero bytes to a message multiplies its CRC by a matrix over GF(2); squaring gives the matrices for
/// all
/// powers of two (Adler's method in zlib's `crc32_combine`). A 64-bit row set serves both widths.
enum CrcCombination {
    CRC32(32, 0xEDB88320L),
    CRC32C(32, 0x82F63B78L),
    CRC64NVME(64, Crc64Nvme.POLYNOMIAL);

    private final int width;
    private final long polynomial;

    CrcCombination(int width, long polynomial) {
        this.width = width;
        this.polynomial = polynomial;
    }

    /// One piece.
    ///
    /// @param crc its value
    /// @param length in bytes
    record Piece(long crc, long length) {}

    /// The CRC of the pieces one after the other.
    long combine(List<Piece> pieces) {
        var crc = 0L;
        for (var piece : pieces) {
            crc = shift(crc, piece.length()) ^ piece.crc();
        }
        return crc;
    }

    private long shift(long crc, long zeroBytes) {
        var matrix = oneZeroByte();
        var shifted = crc;
        for (var left = zeroBytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                shifted = times(matrix, shifted);
            }
            matrix = square(matrix);
        }
        return shifted;
    }

    private long[] oneZeroByte() {
        var oneBit = new long[width];
        Arrays.setAll(oneBit, i -> i == 0 ? polynomial : 1L << (i - 1));
        return square(square(square(oneBit)));
    }

    private static long times(long[] matrix, long vector) {
        var sum = 0L;
        var left = vector;
        for (var i = 0; left != 0; i++, left >>>= 1) {
            if ((left & 1) != 0) {
                sum ^= matrix[i];
            }
        }
        return sum;
    }

    private static long[] square(long[] matrix) {
        var squared = new long[matrix.length];
        Arrays.setAll(squared, i -> times(matrix, matrix[i]));
        return squared;
    }
}
