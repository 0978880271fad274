package souk.compute.fuel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the primitive encodings of the WebAssembly binary format from a slice of a module.
///
/// Every read is checked against the slice, and integers may not be longer than their type needs: what two readers
/// could understand differently is refused, since the engine reads the rewritten bytes a second time.
final class ModuleReader {
    /// Vectors in a module hold at most this many items; real modules stay far below.
    static final int MAX_ITEMS = 1_000_000;

    private static final int MAX_NAME_BYTES = 100_000;

    private final byte[] bytes;
    private final int end;
    private int at;

    ModuleReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ModuleReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int position() {
        return at;
    }

    byte[] bytes() {
        return bytes;
    }

    int remaining() {
        return end - at;
    }

    int u8() throws ModuleRefusedException {
        if (at >= end) {
            throw malformed("it ends too early");
        }
        return bytes[at++] & 0xff;
    }

    /// An unsigned 32-bit LEB128 integer, 0 to 2^32 − 1.
    long u32() throws ModuleRefusedException {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int part = u8();
            value |= (long) (part & 0x7f) << shift;
            if ((part & 0x80) == 0) {
                if (value > 0xffff_ffffL) {
                    throw malformed("an integer is too large");
                }
                return value;
            }
        }
        throw malformed("an integer is too long");
    }

    /// The length of a vector, or an index into one.
    int count() throws ModuleRefusedException {
        long value = u32();
        if (value > MAX_ITEMS) {
            throw new ModuleRefusedException("the module has more than " + MAX_ITEMS + " items of a kind");
        }
        return (int) value;
    }

    /// Passes over a signed LEB128 integer of `bits` bits.
    void skipSigned(int bits) throws ModuleRefusedException {
        for (int read = 0; read < bits; read += 7) {
            if ((u8() & 0x80) == 0) {
                return;
            }
        }
        throw malformed("an integer is too long");
    }

    void skip(long length) throws ModuleRefusedException {
        if (length > remaining()) {
            throw malformed("it ends too early");
        }
        at += (int) length;
    }

    String name() throws ModuleRefusedException {
        long length = u32();
        if (length > MAX_NAME_BYTES) {
            throw malformed("a name is too long");
        }
        int from = at;
        skip(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, (int) length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a name is not UTF-8");
        }
    }

    /// The next `length` bytes as a reader of their own; this one moves behind them.
    ModuleReader slice(long length) throws ModuleRefusedException {
        int from = at;
        skip(length);
        return new ModuleReader(bytes, from, at);
    }

    /// A second reader that starts where this one stands.
    ModuleReader again() {
        return new ModuleReader(bytes, at, end);
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    void requireEnd(String what) throws ModuleRefusedException {
        if (hasMore()) {
            throw malformed(what + " has bytes left over");
        }
    }

    static ModuleRefusedException malformed(String why) {
        return new ModuleRefusedException("the module is malformed: " + why);
    }
}
