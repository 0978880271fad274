package souk.core.erasure;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Products by the processor's own instruction, in the C of `souk_gf.c`, which `./souk build` compiles where there is a
/// C compiler.
///
/// The matrix is cut into tiles; a call multiplies one with a block of heap arrays in place, without a copy. No
/// collection can begin while a call runs, which is a few microseconds.
final class GfniKernel implements GfKernel {
    /// Where the library is: the launcher knows.
    private static final String LIBRARY = "souk.gf.library";
    /// Rows of a tile at the most, as in the C: its sums stay in registers.
    private static final int ROWS = 8;
    /// Columns of a tile at the most, as in the C: fewer mean to add to sums in memory, more cost each call.
    private static final int COLUMNS = 16;
    /// Short enough to stay in the caches while the tiles go by, long enough that calls cost little.
    private static final int BLOCK = 8 * 1_024;

    private final MethodHandle multiply;

    private GfniKernel(MethodHandle multiply) {
        this.multiply = multiply;
    }

    /// Empty without the library or without the instruction.
    static Optional<GfKernel> load() {
        return Optional.ofNullable(System.getProperty(LIBRARY)).map(Path::of).flatMap(GfniKernel::load);
    }

    /// Empty, too, when the file is not what the build makes.
    static Optional<GfKernel> load(Path library) {
        if (Files.notExists(library)) {
            return Optional.empty();
        }
        try {
            return load(SymbolLookup.libraryLookup(library, Arena.global()));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static Optional<GfKernel> load(SymbolLookup library) {
        var linker = Linker.nativeLinker();
        MethodHandle usable =
                linker.downcallHandle(library.findOrThrow("souk_gf_usable"), FunctionDescriptor.of(JAVA_INT));
        List<MemoryLayout> arguments = new ArrayList<>(Collections.nCopies(5, JAVA_INT));
        arguments.addAll(Collections.nCopies(1 + COLUMNS + ROWS, ADDRESS));
        MethodHandle multiply = linker.downcallHandle(
                library.findOrThrow("souk_gf_multiply"),
                FunctionDescriptor.ofVoid(arguments.toArray(MemoryLayout[]::new)),
                Linker.Option.critical(true));
        try {
            return (int) usable.invokeExact() == 0 ? Optional.empty() : Optional.of(new GfniKernel(multiply));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a C function threw", e);
    }

    @Override
    public Product prepare(byte[][] matrix) {
        var tiles = new ArrayList<Tile>();
        for (Span rows : Span.cut(matrix.length, ROWS)) {
            for (Span columns : Span.cut(matrix[0].length, COLUMNS)) {
                tiles.add(Tile.of(matrix, rows, columns));
            }
        }
        return new GfniProduct(multiply, tiles, Shape.of(matrix));
    }

    /// Numbers from first to before end.
    private record Span(int first, int end) {
        /// As few as possible of at most `most`, as even as possible.
        static List<Span> cut(int count, int most) {
            int parts = Math.ceilDiv(count, most);
            var spans = new ArrayList<Span>();
            for (int i = 0; i < parts; i++) {
                spans.add(new Span(i * count / parts, (i + 1) * count / parts));
            }
            return spans;
        }

        int size() {
            return end - first;
        }
    }

    /// @param matrix column by column, [#ROWS] coefficients each
    private record Tile(Span rows, Span columns, MemorySegment matrix) {
        static Tile of(byte[][] matrix, Span rows, Span columns) {
            var coefficients = new long[columns.size() * ROWS];
            for (int column = 0; column < columns.size(); column++) {
                for (int row = 0; row < rows.size(); row++) {
                    coefficients[column * ROWS + row] = asBits(matrix[rows.first + row][columns.first + column] & 0xFF);
                }
            }
            return new Tile(rows, columns, MemorySegment.ofArray(coefficients));
        }

        /// Multiplication by a number is linear over bits: row i tells which bits of the factor make bit i. The
        /// instruction wants the row of bit 0 in the highest byte.
        private static long asBits(int coefficient) {
            long bits = 0;
            for (int to = 0; to < Byte.SIZE; to++) {
                for (int from = 0; from < Byte.SIZE; from++) {
                    long bit = GaloisField.multiply(coefficient, 1 << from) >> to & 1;
                    bits |= bit << (Byte.SIZE * (Byte.SIZE - 1 - to) + from);
                }
            }
            return bits;
        }
    }

    private record GfniProduct(MethodHandle multiply, List<Tile> tiles, Shape shape) implements Product {
        @Override
        public void apply(byte[][] from, byte[][] to, int offset, int length) {
            shape.check(from, to, offset, length);
            for (int done = 0; done < length; done += BLOCK) {
                int end = offset + Math.min(done + BLOCK, length);
                for (Tile tile : tiles) {
                    multiply(tile, from, to, offset + done, end);
                }
            }
        }

        private void multiply(Tile tile, byte[][] from, byte[][] to, int first, int end) {
            Span rows = tile.rows;
            Span columns = tile.columns;
            int add = columns.first > 0 ? 1 : 0;
            try {
                multiply.invokeExact(
                        rows.size(),
                        columns.size(),
                        add,
                        first,
                        end,
                        tile.matrix,
                        array(from, columns, 0),
                        array(from, columns, 1),
                        array(from, columns, 2),
                        array(from, columns, 3),
                        array(from, columns, 4),
                        array(from, columns, 5),
                        array(from, columns, 6),
                        array(from, columns, 7),
                        array(from, columns, 8),
                        array(from, columns, 9),
                        array(from, columns, 10),
                        array(from, columns, 11),
                        array(from, columns, 12),
                        array(from, columns, 13),
                        array(from, columns, 14),
                        array(from, columns, 15),
                        array(to, rows, 0),
                        array(to, rows, 1),
                        array(to, rows, 2),
                        array(to, rows, 3),
                        array(to, rows, 4),
                        array(to, rows, 5),
                        array(to, rows, 6),
                        array(to, rows, 7));
            } catch (Throwable e) {
                throw impossible(e);
            }
        }

        /// The array of a span's i-th number; beyond the span any will do.
        ///
        /// Whole, with the place in it as an argument of its own: the compiler makes no object of such
        /// a segment, but one of each slice, which took a third of the time.
        private static MemorySegment array(byte[][] arrays, Span span, int i) {
            return MemorySegment.ofArray(arrays[Math.min(span.first + i, span.end - 1)]);
        }
    }
}
