package souk.core.erasure;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Intel's ISA-L through the foreign-function API.
///
/// It takes arrays of pointers, which a heap array cannot be in, so blocks are copied to memory of the kernel's own and
/// back. Its function for one source and one target takes heap arrays as they are, but reads and writes the target once
/// for each source: as fast at 4/8 and 10/20, 13 % slower at 10/24, 8 % at 29/60.
final class IsalKernel implements GfKernel {
    private static final String LIBRARY = "libisal.so.2";
    /// Sources and targets of the common codes stay in the first-level or second-level cache; 1 to 8 KiB measured
    /// alike.
    private static final int BLOCK = 2_048;
    /// At most 255 sources and 256 targets.
    private static final int SLOTS = 2 * ReedSolomon.MAX_SHARDS;
    /// Of ISA-L's tables for each coefficient.
    private static final long TABLE_BYTES = 32;

    private static final long ALIGNMENT = 64;

    private final MethodHandle initTables;
    private final MethodHandle encode;
    /// One for each thread that is inside the library; a virtual thread cannot be descheduled there.
    private final Queue<Scratch> scratches = new ConcurrentLinkedQueue<>();

    private IsalKernel(SymbolLookup library) {
        var linker = Linker.nativeLinker();
        this.initTables = linker.downcallHandle(
                library.findOrThrow("ec_init_tables"), FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        this.encode = linker.downcallHandle(
                library.findOrThrow("ec_encode_data"),
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /// Empty where the library is not installed.
    static Optional<GfKernel> load() {
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new IsalKernel(library));
    }

    @Override
    public Product prepare(byte[][] matrix) {
        var shape = Shape.of(matrix);
        var arena = Arena.ofAuto();
        MemorySegment coefficients = arena.allocate((long) shape.rows() * shape.columns());
        for (int row = 0; row < matrix.length; row++) {
            MemorySegment.copy(matrix[row], 0, coefficients, JAVA_BYTE, (long) row * shape.columns(), shape.columns());
        }
        MemorySegment tables = arena.allocate(TABLE_BYTES * shape.rows() * shape.columns(), ALIGNMENT);
        try {
            initTables.invokeExact(shape.columns(), shape.rows(), coefficients, tables);
        } catch (Throwable e) {
            throw impossible(e);
        }
        return new IsalProduct(shape, tables);
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a C function threw", e);
    }

    /// Room for a block of each source and target, and the pointers to all of it.
    private record Scratch(MemorySegment memory, MemorySegment pointers) {
        static Scratch create() {
            var arena = Arena.ofAuto();
            MemorySegment memory = arena.allocate((long) SLOTS * BLOCK, ALIGNMENT);
            MemorySegment pointers = arena.allocate(ADDRESS, SLOTS);
            for (int slot = 0; slot < SLOTS; slot++) {
                pointers.setAtIndex(ADDRESS, slot, memory.asSlice((long) slot * BLOCK));
            }
            return new Scratch(memory, pointers);
        }

        void load(byte[][] from, int offset, int count) {
            for (int i = 0; i < from.length; i++) {
                MemorySegment.copy(from[i], offset, memory, JAVA_BYTE, (long) i * BLOCK, count);
            }
        }

        void store(int firstSlot, byte[][] to, int offset, int count) {
            for (int i = 0; i < to.length; i++) {
                MemorySegment.copy(memory, JAVA_BYTE, (long) (firstSlot + i) * BLOCK, to[i], offset, count);
            }
        }

        MemorySegment pointersFrom(int slot) {
            return pointers.asSlice(slot * ADDRESS.byteSize());
        }
    }

    private final class IsalProduct implements Product {
        private final Shape shape;
        private final MemorySegment tables;

        IsalProduct(Shape shape, MemorySegment tables) {
            this.shape = shape;
            this.tables = tables;
        }

        @Override
        public void apply(byte[][] from, byte[][] to, int offset, int length) {
            shape.check(from, to, offset, length);
            Scratch idle = scratches.poll();
            Scratch scratch = idle == null ? Scratch.create() : idle;
            MemorySegment targets = scratch.pointersFrom(shape.columns());
            for (int done = 0; done < length; done += BLOCK) {
                int count = Math.min(BLOCK, length - done);
                scratch.load(from, offset + done, count);
                encode(count, scratch.pointers, targets);
                scratch.store(shape.columns(), to, offset + done, count);
            }
            scratches.add(scratch);
        }

        private void encode(int count, MemorySegment sources, MemorySegment targets) {
            try {
                encode.invokeExact(count, shape.columns(), shape.rows(), tables, sources, targets);
            } catch (Throwable e) {
                throw impossible(e);
            }
        }
    }
}
