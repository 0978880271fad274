package souk.core.erasure;

/// Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1 (0x11D), whose generator is 2. Addition is exclusive or.
final class GaloisField {
    private static final int POLYNOMIAL = 0x11D;
    private static final int ORDER = 255;
    private static final int[] EXP = new int[2 * ORDER];
    private static final int[] LOG = new int[ORDER + 1];

    static {
        int value = 1;
        for (int power = 0; power < ORDER; power++) {
            EXP[power] = value;
            EXP[power + ORDER] = value;
            LOG[value] = power;
            value <<= 1;
            value ^= value > ORDER ? POLYNOMIAL : 0;
        }
    }

    private GaloisField() {}

    static int multiply(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
    }

    /// 1 / a, for a ≠ 0.
    static int invert(int a) {
        if (a == 0) {
            throw new ArithmeticException("zero has no inverse");
        }
        return EXP[ORDER - LOG[a]];
    }

    /// a to the power; 0 to the power 0 is 1.
    static int power(int a, int exponent) {
        if (exponent == 0) {
            return 1;
        }
        return a == 0 ? 0 : EXP[LOG[a] * exponent % ORDER];
    }
}
