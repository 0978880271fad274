package souk.core.hash;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;

/// The C of `souk_hash.c`, which `./souk build` compiles where there is a C compiler: hashes two at a time, since one
/// alone leaves half of the processor's unit idle, and CRC-64/NVME by carry-less products.
///
/// It gets heap arrays in place. No collection can begin while a call runs, so each is short, some 20 microseconds.
///
/// A record, so that the compiler takes the handles of the one in [#PROCESS] for the constants they are.
record NativeHashing(MethodHandle each, MethodHandle fold) implements Sha256Batch {
    /// Where the library is: the launcher knows.
    private static final String LIBRARY = "souk.gf.library";
    /// Of a call.
    private static final int MOST_BYTES = 64 * 1_024;
    /// The C folds four times sixteen bytes a step.
    private static final int STEP_BYTES = 64;
    /// What a fold leaves.
    private static final int REST_BYTES = 16;
    /// Messages of the comparison with the twins; an odd number, so that one is hashed alone.
    private static final int TRIED = 5;

    /// The one of this process.
    static final Optional<NativeHashing> PROCESS =
            Optional.ofNullable(System.getProperty(LIBRARY)).map(Path::of).flatMap(NativeHashing::load);

    /// Empty without the library or the instructions, when the file is not what the build makes, and when it gives
    /// other values than its twins.
    static Optional<NativeHashing> load(Path library) {
        if (Files.notExists(library)) {
            return Optional.empty();
        }
        try {
            return load(SymbolLookup.libraryLookup(library, Arena.global())).filter(NativeHashing::isRight);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static Optional<NativeHashing> load(SymbolLookup library) {
        var linker = Linker.nativeLinker();
        MethodHandle usable =
                linker.downcallHandle(library.findOrThrow("souk_hash_usable"), FunctionDescriptor.of(JAVA_INT));
        MethodHandle each = linker.downcallHandle(
                library.findOrThrow("souk_hash_each"),
                FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.critical(true));
        MethodHandle fold = linker.downcallHandle(
                library.findOrThrow("souk_hash_fold"),
                FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                Linker.Option.critical(true));
        try {
            return (int) usable.invokeExact() == 0 ? Optional.empty() : Optional.of(new NativeHashing(each, fold));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private boolean isRight() {
        var bytes = new byte[TRIED * STEP_BYTES];
        new Random(TRIED).nextBytes(bytes);
        var hashes = new byte[TRIED * Sha256.BYTES];
        var expected = hashes.clone();
        hash((byte) 1, bytes, 0, STEP_BYTES, TRIED, hashes, 0);
        Sha256Batch.portable().hash((byte) 1, bytes, 0, STEP_BYTES, TRIED, expected, 0);
        var crc = new Crc64Nvme(Optional.of(this));
        var twin = new Crc64Nvme(Optional.empty());
        crc.update(bytes, 0, bytes.length);
        twin.update(bytes, 0, bytes.length);
        return Arrays.equals(hashes, expected) && crc.value() == twin.value();
    }

    @Override
    public void hash(byte prefix, byte[] from, int offset, int length, int count, byte[] to, int at) {
        Sha256Batch.check(from, offset, length, count, to, at);
        int most = Math.max(MOST_BYTES / length, 1);
        for (int done = 0; done < count; done += most) {
            int now = Math.min(most, count - done);
            try {
                each.invokeExact(
                        (int) prefix,
                        MemorySegment.ofArray(from),
                        offset + done * length,
                        length,
                        now,
                        MemorySegment.ofArray(to),
                        at + done * Sha256.BYTES);
            } catch (Throwable e) {
                throw impossible(e);
            }
        }
    }

    /// How many of so many bytes one fold takes.
    static int foldable(int length) {
        return Math.min(length, MOST_BYTES) / STEP_BYTES * STEP_BYTES;
    }

    /// The bytes that have the same CRC, begun with zero, as these have, begun with `state`.
    ///
    /// @param length as [#foldable] gives it, not none, within the array
    byte[] fold(long state, byte[] bytes, int offset, int length) {
        var rest = new byte[REST_BYTES];
        try {
            fold.invokeExact(state, MemorySegment.ofArray(bytes), offset, length, MemorySegment.ofArray(rest));
            return rest;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a C function threw", e);
    }
}
