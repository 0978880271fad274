package souk.core.erasure;

/// Dense matrices over GF(2^8), small enough that clarity wins.
final class GfMatrix {
    private GfMatrix() {}

    /// Row r, column c holds r^c. Any `columns` rows of it are independent.
    static byte[][] vandermonde(int rows, int columns) {
        var matrix = new byte[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                matrix[row][column] = (byte) GaloisField.power(row, column);
            }
        }
        return matrix;
    }

    static byte[][] multiply(byte[][] left, byte[][] right) {
        var product = new byte[left.length][right[0].length];
        for (int row = 0; row < left.length; row++) {
            for (int inner = 0; inner < right.length; inner++) {
                addScaled(product[row], right[inner], left[row][inner] & 0xFF);
            }
        }
        return product;
    }

    /// Gauss-Jordan elimination with row exchange.
    ///
    /// @throws ArithmeticException if the matrix is singular
    static byte[][] invert(byte[][] matrix) {
        int size = matrix.length;
        byte[][] work = copy(matrix);
        byte[][] inverse = identity(size);
        for (int column = 0; column < size; column++) {
            int pivot = pivot(work, column);
            swap(work, column, pivot);
            swap(inverse, column, pivot);
            int scale = GaloisField.invert(work[column][column] & 0xFF);
            scale(work[column], scale);
            scale(inverse[column], scale);
            for (int row = 0; row < size; row++) {
                if (row != column) {
                    int factor = work[row][column] & 0xFF;
                    addScaled(work[row], work[column], factor);
                    addScaled(inverse[row], inverse[column], factor);
                }
            }
        }
        return inverse;
    }

    private static byte[][] copy(byte[][] matrix) {
        var copy = new byte[matrix.length][];
        for (int row = 0; row < matrix.length; row++) {
            copy[row] = matrix[row].clone();
        }
        return copy;
    }

    private static byte[][] identity(int size) {
        var identity = new byte[size][size];
        for (int i = 0; i < size; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    private static int pivot(byte[][] matrix, int column) {
        for (int row = column; row < matrix.length; row++) {
            if (matrix[row][column] != 0) {
                return row;
            }
        }
        throw new ArithmeticException("singular matrix");
    }

    private static void swap(byte[][] matrix, int a, int b) {
        byte[] row = matrix[a];
        matrix[a] = matrix[b];
        matrix[b] = row;
    }

    private static void scale(byte[] row, int factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) GaloisField.multiply(row[i] & 0xFF, factor);
        }
    }

    private static void addScaled(byte[] target, byte[] source, int factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= (byte) GaloisField.multiply(source[i] & 0xFF, factor);
        }
    }
}
