package souk.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// Statements with their parameters in the order in which they changed something, encoded as they come:
/// parameters are the caller's arrays and may change later.
///
/// A statement is its text, the number of its parameters, and these; a parameter is a tag and what it
/// needs. Numbers are written seven bits a byte, lowest first; signed ones fold the sign into the lowest
/// bit.
final class StatementBuffer {
    static final int NULL = 0;
    static final int TEXT = 1;
    static final int NUMBER = 2;
    static final int BYTES = 3;

    private byte[] bytes = new byte[4_096];
    private int size;

    int size() {
        return size;
    }

    /// Forgets all that was added since the buffer had this size.
    void truncate(int earlier) {
        size = earlier;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void add(String sql, Object... parameters) {
        text(sql);
        unsigned(parameters.length);
        for (var parameter : parameters) {
            parameter(parameter);
        }
    }

    private void parameter(Object value) {
        switch (value) {
            case Optional<?> optional when optional.isPresent() -> parameter(optional.get());
            case Optional<?> _ -> put(NULL);
            case OptionalLong number when number.isPresent() -> number(number.getAsLong());
            case OptionalLong _ -> put(NULL);
            case String text -> {
                put(TEXT);
                text(text);
            }
            case Long number -> number(number);
            case Integer number -> number(number);
            case Boolean flag -> number(flag ? 1 : 0);
            case byte[] blob -> {
                put(BYTES);
                blob(blob);
            }
            default -> throw new IllegalArgumentException("cannot log " + value.getClass());
        }
    }

    private void number(long value) {
        put(NUMBER);
        unsigned(value << 1 ^ value >> 63);
    }

    private void text(String value) {
        blob(value.getBytes(UTF_8));
    }

    private void blob(byte[] value) {
        unsigned(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    private void put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
    }
}
