package souk.compute.fuel;

import java.util.Arrays;

/// Writes the primitive encodings of the WebAssembly binary format.
final class ModuleWriter {
    private byte[] bytes = new byte[256];
    private int length;

    ModuleWriter u8(int... values) {
        for (int value : values) {
            reserve(1);
            bytes[length++] = (byte) value;
        }
        return this;
    }

    ModuleWriter u32(long value) {
        long rest = value;
        while (rest > 0x7f) {
            u8((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    /// A signed LEB128 integer, 32 or 64 bits alike.
    ModuleWriter signed(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            u8((int) (rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        return u8((int) (rest & 0x7f));
    }

    ModuleWriter raw(byte[] from) {
        return raw(from, 0, from.length);
    }

    ModuleWriter raw(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /// Another writer's bytes, with their length in front.
    ModuleWriter sized(ModuleWriter body) {
        return u32(body.length).raw(body.bytes, 0, body.length);
    }

    ModuleWriter append(ModuleWriter other) {
        return raw(other.bytes, 0, other.length);
    }

    void clear() {
        length = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
