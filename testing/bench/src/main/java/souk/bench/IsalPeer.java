package souk.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.Random;

/// ISA-L as a C program would use it: on memory outside the heap, nothing copied.
final class IsalPeer implements ErasurePeer {
    private static final long TABLE_BYTES = 32;
    private static final long ALIGNMENT = 64;

    private final MethodHandle initTables;
    private final MethodHandle encode;

    private IsalPeer(SymbolLookup library) {
        var linker = Linker.nativeLinker();
        initTables = linker.downcallHandle(
                library.findOrThrow("ec_init_tables"), FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        encode = linker.downcallHandle(
                library.findOrThrow("ec_encode_data"),
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    static Optional<ErasurePeer> load() {
        try {
            return Optional.of(new IsalPeer(SymbolLookup.libraryLookup("libisal.so.2", Arena.global())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "ISA-L in C's place";
    }

    /// The matrix is random: what it costs does not depend on what it holds.
    @Override
    public Figure measure(ErasureBench.Task task) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment matrix = random(arena, (long) task.rows() * task.k());
            MemorySegment tables = arena.allocate(TABLE_BYTES * task.rows() * task.k(), ALIGNMENT);
            initTables.invokeExact(task.k(), task.rows(), matrix, tables);
            MemorySegment sources = shards(arena, task.k());
            MemorySegment targets = shards(arena, task.rows());
            return Processor.gigabytes(task.name() + ", " + name(), task.bytes(), () -> {
                try {
                    encode.invokeExact(ErasureBench.LENGTH, task.k(), task.rows(), tables, sources, targets);
                } catch (Throwable e) {
                    throw new AssertionError("a C function threw", e);
                }
            });
        } catch (Throwable e) {
            throw new AssertionError("a C function threw", e);
        }
    }

    private static MemorySegment shards(Arena arena, int count) {
        MemorySegment pointers = arena.allocate(ADDRESS, count);
        for (int i = 0; i < count; i++) {
            pointers.setAtIndex(ADDRESS, i, random(arena, ErasureBench.LENGTH));
        }
        return pointers;
    }

    private static MemorySegment random(Arena arena, long size) {
        var bytes = new byte[(int) size];
        new Random(size).nextBytes(bytes);
        return arena.allocate(size, ALIGNMENT).copyFrom(MemorySegment.ofArray(bytes));
    }
}
