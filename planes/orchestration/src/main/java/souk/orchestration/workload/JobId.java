package souk.orchestration.workload;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Names a job at its provider.
///
/// @param text `job-` and 16 hexadecimal digits
public record JobId(String text) implements Comparable<JobId> {
    public JobId {
        if (!(text.matches("job-[0-9a-f]{16}"))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a job id is job- and 16 hexadecimal digits");
        }
    }

    static JobId random(RandomGenerator random) {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return new JobId("job-" + HexFormat.of().formatHex(bytes));
    }

    @Override
    public int compareTo(JobId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
