package souk.orchestration.workload;

import java.time.Duration;

/// What a provider's runner takes on.
///
/// @param concurrent jobs at once
/// @param queued jobs that wait, at most
/// @param fetchedBytes of module and inputs of one job, at most
/// @param retention finished jobs are known so long
public record RunnerLimits(int concurrent, int queued, long fetchedBytes, Duration retention) {
    public RunnerLimits {
        if (concurrent < 1 || queued < 0 || fetchedBytes < 0 || retention.isNegative()) {
            throw new IllegalArgumentException("a runner's limits are positive");
        }
    }
}
