package souk.core.erasure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Eight rows at once in a long: for each column a table maps a source byte to its products with eight coefficients,
/// one a lane. One load and one exclusive or then serve eight output bytes; an 8 × 8 byte transposition at the end of a
/// block puts the lanes into their rows.
///
/// A "nibble multiples" kernel over byte arrays, left to the compiler to vectorise, measured thirty times slower at 10
/// of 24; the speed here does not depend on what the compiler recognises. Cost: ⌈rows / 8⌉ loads a source byte and
/// 2 KiB of table for each column and eight rows, which stays inside the first-level cache for the profile 10 of 24 (40
/// KiB).
final class PackedTableKernel implements GfKernel {
    private static final int LANES = 8;
    private static final int VALUES = 256;
    private static final int BLOCK = 512;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    @Override
    public Product prepare(byte[][] matrix) {
        int groups = (matrix.length + LANES - 1) / LANES;
        int columns = matrix[0].length;
        var tables = new long[groups][columns][];
        for (int group = 0; group < groups; group++) {
            for (int column = 0; column < columns; column++) {
                tables[group][column] = table(matrix, group * LANES, column);
            }
        }
        return new PackedProduct(tables, Shape.of(matrix));
    }

    private static long[] table(byte[][] matrix, int firstRow, int column) {
        var table = new long[VALUES];
        int lanes = Math.min(LANES, matrix.length - firstRow);
        for (int lane = 0; lane < lanes; lane++) {
            int coefficient = matrix[firstRow + lane][column] & 0xFF;
            for (int value = 0; value < VALUES; value++) {
                table[value] |= (long) GaloisField.multiply(coefficient, value) << (lane * Byte.SIZE);
            }
        }
        return table;
    }

    private static final class PackedProduct implements Product {
        private final long[][][] tables;
        private final Shape shape;

        PackedProduct(long[][][] tables, Shape shape) {
            this.tables = tables;
            this.shape = shape;
        }

        @Override
        public void apply(byte[][] from, byte[][] to, int offset, int length) {
            shape.check(from, to, offset, length);
            var lanes = new long[BLOCK];
            for (int done = 0; done < length; done += BLOCK) {
                int count = Math.min(BLOCK, length - done);
                for (int group = 0; group < tables.length; group++) {
                    multiply(tables[group], from, offset + done, count, lanes);
                    store(lanes, to, group * LANES, offset + done, count);
                }
            }
        }

        private static void multiply(long[][] tables, byte[][] from, int offset, int count, long[] lanes) {
            Arrays.fill(lanes, 0);
            int column = 0;
            for (; column + 1 < from.length; column += 2) {
                addTwo(tables[column], from[column], tables[column + 1], from[column + 1], offset, count, lanes);
            }
            if (column < from.length) {
                addOne(tables[column], from[column], offset, count, lanes);
            }
        }

        /// Two columns a pass halve the traffic on the accumulator.
        private static void addTwo(
                long[] table, byte[] source, long[] table2, byte[] source2, int offset, int count, long[] lanes) {
            for (int i = 0; i < count; i++) {
                lanes[i] ^= table[source[offset + i] & 0xFF] ^ table2[source2[offset + i] & 0xFF];
            }
        }

        private static void addOne(long[] table, byte[] source, int offset, int count, long[] lanes) {
            for (int i = 0; i < count; i++) {
                lanes[i] ^= table[source[offset + i] & 0xFF];
            }
        }

        private static void store(long[] lanes, byte[][] to, int firstRow, int offset, int count) {
            for (int i = 0; i < count; i += LANES) {
                transpose(lanes, i);
            }
            int rows = Math.min(LANES, to.length - firstRow);
            int whole = count - count % LANES;
            for (int lane = 0; lane < rows; lane++) {
                byte[] row = to[firstRow + lane];
                for (int i = 0; i < whole; i += LANES) {
                    LONG.set(row, offset + i, lanes[i + lane]);
                }
                storeTail(lanes[Math.min(whole, BLOCK - LANES) + lane], row, offset + whole, count - whole);
            }
        }

        private static void storeTail(long bytes, byte[] row, int offset, int count) {
            for (int i = 0; i < count; i++) {
                row[offset + i] = (byte) (bytes >>> (i * Byte.SIZE));
            }
        }

        /// Transposes the 8 × 8 bytes at `at` in three rounds of swaps (Warren, "Hacker's Delight", 7-3).
        private static void transpose(long[] lanes, int at) {
            exchange(lanes, at, 1, 0x00FF00FF00FF00FFL);
            exchange(lanes, at, 2, 0x0000FFFF0000FFFFL);
            exchange(lanes, at, 4, 0x00000000FFFFFFFFL);
        }

        private static void exchange(long[] lanes, int at, int distance, long mask) {
            for (int i = 0; i < LANES; i++) {
                if ((i & distance) == 0) {
                    swap(lanes, at + i, at + i + distance, distance * Byte.SIZE, mask);
                }
            }
        }

        private static void swap(long[] lanes, int a, int b, int shift, long mask) {
            long difference = ((lanes[a] >>> shift) ^ lanes[b]) & mask;
            lanes[b] ^= difference;
            lanes[a] ^= difference << shift;
        }
    }
}
