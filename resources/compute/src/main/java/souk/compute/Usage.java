package souk.compute;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;

/// What a job used. All but `instructions` and `outputBytes` differ from run to run.
///
/// @param cpuMillis processor time of the sandbox from the hand-over on, compiling the module included
/// @param memoryByteSeconds linear memory integrated over time, sampled ten times a second
/// @param instructions as charged, see [souk.compute.fuel.FuelInstrumenter]
/// @param wallMillis from the hand-over on
/// @param peakMemoryBytes largest linear memory
/// @param outputBytes written to mounts
public record Usage(
        long cpuMillis,
        long memoryByteSeconds,
        long instructions,
        long wallMillis,
        long peakMemoryBytes,
        long outputBytes) {

    /// A job that never started.
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    public Usage {
        if (LongStream.of(cpuMillis, memoryByteSeconds, instructions, wallMillis, peakMemoryBytes, outputBytes)
                .anyMatch(value -> value < 0)) {
            throw new IllegalArgumentException("usage must not be negative");
        }
    }

    /// The readings of a compute lease in the order of its meters: cpuMillis, memoryByteSeconds, gpuMillis,
    /// egressBytes, instructions. There is no GPU and no network; what leaves is what the job wrote.
    public List<BigInteger> readings() {
        return LongStream.of(cpuMillis, memoryByteSeconds, 0, outputBytes, instructions)
                .mapToObj(BigInteger::valueOf)
                .toList();
    }
}
