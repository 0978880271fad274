package souk.core.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;

/// CRC-64/NVME: polynomial 0xAD93D23594C93659, reflected, all ones in and out; the check value of "123456789" is
/// 0xAE8B14860A799888.
///
/// Eight bytes a step by slicing (Kounavis and Berry, "A systematic approach to building high performance,
/// software-based, CRC generators", 2005), or by carry-less products where [NativeHashing] is there. One owner at a
/// time.
public final class Crc64Nvme {
    /// The polynomial with its bits reversed.
    public static final long POLYNOMIAL = Long.reverse(0xAD93D23594C93659L);

    private static final int SLICES = 8;
    private static final long[][] TABLES = tables();
    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Optional<NativeHashing> products;
    private long state = -1L;

    public Crc64Nvme() {
        this(NativeHashing.PROCESS);
    }

    Crc64Nvme(Optional<NativeHashing> products) {
        this.products = products;
    }

    /// Takes bytes in.
    ///
    /// @throws IndexOutOfBoundsException if the range is outside the array
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = products.isPresent() ? fold(products.get(), bytes, offset, length) : 0;
        state = sliced(state, bytes, offset + done, length - done);
    }

    /// @return how many bytes it took
    private int fold(NativeHashing products, byte[] bytes, int offset, int length) {
        int done = 0;
        for (int next = NativeHashing.foldable(length); next > 0; next = NativeHashing.foldable(length - done)) {
            byte[] rest = products.fold(state, bytes, offset + done, next);
            state = sliced(0, rest, 0, rest.length);
            done += next;
        }
        return done;
    }

    private static long sliced(long state, byte[] bytes, int offset, int length) {
        var crc = state;
        var position = offset;
        var end = offset + length;
        for (; position + SLICES <= end; position += SLICES) {
            var word = crc ^ (long) LITTLE_ENDIAN.get(bytes, position);
            crc = TABLES[7][(int) word & 0xFF]
                    ^ TABLES[6][(int) (word >>> 8) & 0xFF]
                    ^ TABLES[5][(int) (word >>> 16) & 0xFF]
                    ^ TABLES[4][(int) (word >>> 24) & 0xFF]
                    ^ TABLES[3][(int) (word >>> 32) & 0xFF]
                    ^ TABLES[2][(int) (word >>> 40) & 0xFF]
                    ^ TABLES[1][(int) (word >>> 48) & 0xFF]
                    ^ TABLES[0][(int) (word >>> 56)];
        }
        for (; position < end; position++) {
            crc = crc >>> 8 ^ TABLES[0][((int) crc ^ bytes[position]) & 0xFF];
        }
        return crc;
    }

    /// Of all bytes so far.
    public long value() {
        return ~state;
    }

    private static long[][] tables() {
        var tables = new long[SLICES][256];
        for (var i = 0; i < 256; i++) {
            long crc = i;
            for (var bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            tables[0][i] = crc;
        }
        for (var slice = 1; slice < SLICES; slice++) {
            for (var i = 0; i < 256; i++) {
                var previous = tables[slice - 1][i];
                tables[slice][i] = previous >>> 8 ^ tables[0][(int) previous & 0xFF];
            }
        }
        return tables;
    }
}
