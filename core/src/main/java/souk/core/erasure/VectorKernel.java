package souk.core.erasure;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/// Products by byte shuffles, as many at once as the widest vector has bytes: a product is the exclusive or of two
/// values looked up by the halves of the byte, in tables of sixteen (Plank, Greenan and Miller, "Screaming fast Galois
/// field arithmetic using Intel SIMD instructions", 2013).
///
/// Four rows at two positions at a time: the halves of a source serve four rows, and a table that was loaded serves two
/// positions. Rows left over go by two in a loop of their own: that loop for all rows was up to a quarter
/// slower, and one of two rows at four positions three times. Tables are repeated to the width of a vector,
/// and positions are taken in blocks, so that sources and tables stay in the first-level cache while the
/// rows go by.
///
/// Needs module `jdk.incubator.vector`, so nothing but [KernelKind] may name this class, and the optimising compiler:
/// until that has compiled the loops each vector is an object and everything a thousand times slower.
final class VectorKernel implements GfKernel {
    private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();
    /// Positions served by one step.
    private static final int STEP = 2 * WIDTH;
    /// The two tables of a row.
    private static final int PAIR = 2 * WIDTH;

    private static final int BLOCK = 1_024;
    private static final int WIDE = 4;
    private static final int NARROW = 2;
    private static final byte LOW_HALF = 0x0F;
    private static final int HALF_BITS = 4;

    @Override
    public Product prepare(byte[][] matrix) {
        var groups = new ArrayList<Group>();
        for (int row = 0; row < matrix.length; row += WIDE) {
            int size = matrix.length - row > NARROW ? WIDE : NARROW;
            groups.add(Group.of(matrix, row, size));
        }
        return new VectorProduct(groups, Shape.of(matrix), GfKernel.portable().prepare(matrix));
    }

    /// Two or four rows. Where the matrix has fewer its last row stands in for them, computed again to the same effect.
    ///
    /// @param tables for each column and row the products of the low halves and those of the high halves
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Group(int[] rows, byte[] tables) {
        static Group of(byte[][] matrix, int first, int size) {
            int columns = matrix[0].length;
            var rows = new int[size];
            var tables = new byte[columns * size * PAIR];
            for (int i = 0; i < size; i++) {
                rows[i] = Math.min(first + i, matrix.length - 1);
                for (int column = 0; column < columns; column++) {
                    fill(tables, (column * size + i) * PAIR, matrix[rows[i]][column] & 0xFF);
                }
            }
            return new Group(rows, tables);
        }

        private static void fill(byte[] tables, int at, int coefficient) {
            for (int lane = 0; lane < WIDTH; lane++) {
                int half = lane & LOW_HALF;
                tables[at + lane] = (byte) GaloisField.multiply(coefficient, half);
                tables[at + WIDTH + lane] = (byte) GaloisField.multiply(coefficient, half << HALF_BITS);
            }
        }
    }

    private record VectorProduct(List<Group> groups, Shape shape, Product portable) implements Product {
        @Override
        public void apply(byte[][] from, byte[][] to, int offset, int length) {
            if (length < STEP) {
                portable.apply(from, to, offset, length);
                return;
            }
            shape.check(from, to, offset, length);
            for (int done = 0; done < length; done += BLOCK) {
                int end = offset + Math.min(done + BLOCK, length);
                for (Group group : groups) {
                    multiply(group, from, to, offset + done, end);
                }
            }
        }

        private static void multiply(Group group, byte[][] from, byte[][] to, int start, int end) {
            for (int i = start; i < end; i += STEP) {
                // The last step goes back a little where the range does not divide.
                int position = Math.min(i, end - STEP);
                if (group.rows.length == WIDE) {
                    fourRows(group, from, to, position);
                } else {
                    twoRows(group, from, to, position);
                }
            }
        }

        private static void fourRows(Group group, byte[][] from, byte[][] to, int position) {
            byte[] tables = group.tables;
            ByteVector sum0 = ByteVector.zero(SPECIES);
            ByteVector sum1 = sum0;
            ByteVector sum2 = sum0;
            ByteVector sum3 = sum0;
            ByteVector next0 = sum0;
            ByteVector next1 = sum0;
            ByteVector next2 = sum0;
            ByteVector next3 = sum0;
            int table = 0;
            for (byte[] source : from) {
                ByteVector bytes = ByteVector.fromArray(SPECIES, source, position);
                ByteVector low = low(bytes);
                ByteVector high = high(bytes);
                bytes = ByteVector.fromArray(SPECIES, source, position + WIDTH);
                ByteVector nextLow = low(bytes);
                ByteVector nextHigh = high(bytes);
                ByteVector ofLow = ByteVector.fromArray(SPECIES, tables, table);
                ByteVector ofHigh = ByteVector.fromArray(SPECIES, tables, table + WIDTH);
                sum0 = add(sum0, low.selectFrom(ofLow), high.selectFrom(ofHigh));
                next0 = add(next0, nextLow.selectFrom(ofLow), nextHigh.selectFrom(ofHigh));
                ofLow = ByteVector.fromArray(SPECIES, tables, table + PAIR);
                ofHigh = ByteVector.fromArray(SPECIES, tables, table + PAIR + WIDTH);
                sum1 = add(sum1, low.selectFrom(ofLow), high.selectFrom(ofHigh));
                next1 = add(next1, nextLow.selectFrom(ofLow), nextHigh.selectFrom(ofHigh));
                ofLow = ByteVector.fromArray(SPECIES, tables, table + 2 * PAIR);
                ofHigh = ByteVector.fromArray(SPECIES, tables, table + 2 * PAIR + WIDTH);
                sum2 = add(sum2, low.selectFrom(ofLow), high.selectFrom(ofHigh));
                next2 = add(next2, nextLow.selectFrom(ofLow), nextHigh.selectFrom(ofHigh));
                ofLow = ByteVector.fromArray(SPECIES, tables, table + 3 * PAIR);
                ofHigh = ByteVector.fromArray(SPECIES, tables, table + 3 * PAIR + WIDTH);
                sum3 = add(sum3, low.selectFrom(ofLow), high.selectFrom(ofHigh));
                next3 = add(next3, nextLow.selectFrom(ofLow), nextHigh.selectFrom(ofHigh));
                table += WIDE * PAIR;
            }
            store(sum0, next0, to[group.rows[0]], position);
            store(sum1, next1, to[group.rows[1]], position);
            store(sum2, next2, to[group.rows[2]], position);
            store(sum3, next3, to[group.rows[3]], position);
        }

        private static void twoRows(Group group, byte[][] from, byte[][] to, int position) {
            byte[] tables = group.tables;
            ByteVector sum0 = ByteVector.zero(SPECIES);
            ByteVector sum1 = sum0;
            ByteVector next0 = sum0;
            ByteVector next1 = sum0;
            int table = 0;
            for (byte[] source : from) {
                ByteVector bytes = ByteVector.fromArray(SPECIES, source, position);
                ByteVector low = low(bytes);
                ByteVector high = high(bytes);
                bytes = ByteVector.fromArray(SPECIES, source, position + WIDTH);
                ByteVector nextLow = low(bytes);
                ByteVector nextHigh = high(bytes);
                ByteVector ofLow = ByteVector.fromArray(SPECIES, tables, table);
                ByteVector ofHigh = ByteVector.fromArray(SPECIES, tables, table + WIDTH);
                sum0 = add(sum0, low.selectFrom(ofLow), high.selectFrom(ofHigh));
                next0 = add(next0, nextLow.selectFrom(ofLow), nextHigh.selectFrom(ofHigh));
                ofLow = ByteVector.fromArray(SPECIES, tables, table + PAIR);
                ofHigh = ByteVector.fromArray(SPECIES, tables, table + PAIR + WIDTH);
                sum1 = add(sum1, low.selectFrom(ofLow), high.selectFrom(ofHigh));
                next1 = add(next1, nextLow.selectFrom(ofLow), nextHigh.selectFrom(ofHigh));
                table += NARROW * PAIR;
            }
            store(sum0, next0, to[group.rows[0]], position);
            store(sum1, next1, to[group.rows[1]], position);
        }

        private static ByteVector low(ByteVector bytes) {
            return bytes.and(LOW_HALF);
        }

        private static ByteVector high(ByteVector bytes) {
            return bytes.lanewise(LSHR, HALF_BITS).and(LOW_HALF);
        }

        private static ByteVector add(ByteVector sum, ByteVector product, ByteVector other) {
            return sum.lanewise(XOR, product).lanewise(XOR, other);
        }

        private static void store(ByteVector sum, ByteVector next, byte[] row, int position) {
            sum.intoArray(row, position);
            next.intoArray(row, position + WIDTH);
        }
    }
}
