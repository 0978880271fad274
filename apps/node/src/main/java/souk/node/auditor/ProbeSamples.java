package souk.node.auditor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import souk.core.service.Reading;

/// How one provider answered an epoch's probes.
final class ProbeSamples {
    /// Latency is that which 95 of 100 answers do not exceed.
    private static final int PERCENTILE = 95;

    private static final int HUNDRED = 100;
    private static final int NANOS_PER_MICRO = 1_000;

    private final List<Long> micros = new ArrayList<>();
    private int missed;

    /// @param latency until the answer; none if there was none in time
    synchronized void add(Optional<Duration> latency) {
        if (latency.isPresent()) {
            micros.add(latency.get().toNanos() / NANOS_PER_MICRO);
        } else {
            missed++;
        }
    }

    /// The share of answers, rounded down, and their latency; nothing at all if nobody asked.
    synchronized Reading reading() {
        int asked = micros.size() + missed;
        if (asked == 0) {
            return Reading.ofProbes(Reading.UNMEASURED, Reading.UNMEASURED);
        }
        return Reading.ofProbes(micros.size() * Reading.MILLION / asked, latency());
    }

    private long latency() {
        if (micros.isEmpty()) {
            return Reading.UNMEASURED;
        }
        var sorted = new ArrayList<>(micros);
        Collections.sort(sorted);
        return sorted.get(Math.ceilDiv(sorted.size() * PERCENTILE, HUNDRED) - 1);
    }
}
