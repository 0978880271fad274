package souk.core.erasure;

import java.util.Objects;

/// The size of a matrix, and what [GfKernel.Product#apply] must refuse for it.
record Shape(int rows, int columns) {
    static Shape of(byte[][] matrix) {
        return new Shape(matrix.length, matrix[0].length);
    }

    void check(byte[][] from, byte[][] to, int offset, int length) {
        check(from, columns, offset, length);
        check(to, rows, offset, length);
    }

    private static void check(byte[][] arrays, int expected, int offset, int length) {
        if (arrays.length != expected) {
            throw new IllegalArgumentException("expected " + expected + " arrays, not " + arrays.length);
        }
        for (byte[] array : arrays) {
            Objects.checkFromIndexSize(offset, length, array.length);
        }
    }
}
