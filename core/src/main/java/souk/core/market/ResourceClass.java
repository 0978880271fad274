package souk.core.market;

import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// What is sold. The meters stand in the order of unit prices and readings.
public enum ResourceClass {
    STORAGE(1, List.of("byteSeconds", "ingressBytes", "egressBytes", "requests", "auditLeaves")),
    COMPUTE(2, List.of("cpuMillis", "memoryByteSeconds", "gpuMillis", "egressBytes", "instructions"));

    private final int number;
    private final List<String> meters;

    ResourceClass(int number, List<String> meters) {
        this.number = number;
        this.meters = meters;
    }

    /// The number in signed messages and on the ledger.
    public int number() {
        return number;
    }

    public List<String> meters() {
        return meters;
    }

    public static ResourceClass of(long number) {
        for (var value : values()) {
            if (value.number == number) {
                return value;
            }
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "no resource class " + number);
    }
}
