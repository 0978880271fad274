package souk.core.erasure;

/// The hot loop of erasure coding, replaceable by what the machine does best: every implementation gives the same
/// bytes. Safe for use by many threads.
public interface GfKernel {
    /// Prepares the product of `matrix` with vectors over GF(2^8), polynomial 0x11D. Done once for each matrix, so it
    /// may spend time on tables.
    ///
    /// @param matrix rows of equal length, at least one row and one column
    Product prepare(byte[][] matrix);

    /// A prepared matrix. Safe for use by many threads.
    interface Product {
        /// For each position p in [offset, offset + length): sets the column `to[·][p]` to matrix × `from[·][p]`. The
        /// targets are overwritten and must not overlap the sources.
        ///
        /// @param from one array for each column of the matrix
        /// @param to one array for each row of the matrix
        /// @throws IndexOutOfBoundsException if the range is outside an array
        void apply(byte[][] from, byte[][] to, int offset, int length);
    }

    /// The kernel that runs everywhere.
    static GfKernel portable() {
        return new PackedTableKernel();
    }
}
