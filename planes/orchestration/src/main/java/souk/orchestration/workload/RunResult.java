package souk.orchestration.workload;

import java.math.BigInteger;
import java.util.List;

/// How a program ended. Readings are in the meter order of compute.
public sealed interface RunResult {
    List<BigInteger> readings();

    /// It ended by itself.
    record Exited(int exitCode, List<BigInteger> readings) implements RunResult {}

    /// It was ended.
    record Broken(JobFailure failure, String message, List<BigInteger> readings) implements RunResult {}

    /// The calling thread was interrupted.
    record Cancelled(List<BigInteger> readings) implements RunResult {}
}
