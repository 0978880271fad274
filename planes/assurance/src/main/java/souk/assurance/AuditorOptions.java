package souk.assurance;

import java.time.Duration;

/// How an auditor works.
///
/// @param leavesPerAudit cells a lease and epoch; 1,000 a day find the loss of 1 % with 99.996 %
/// @param answerWindow time for an answer to one challenge
/// @param missesBeforeDispute epochs in a row without an answer before a challenge on the ledger
/// @param grace after the auditor's start, in which silence may be its own fault and leads to no dispute
/// @param parallelism leases audited at the same time
public record AuditorOptions(
        int leavesPerAudit, Duration answerWindow, int missesBeforeDispute, Duration grace, int parallelism) {
    /// Most cells a lease and epoch.
    public static final int MAX_LEAVES = 10_000;
    /// Most leases at the same time: an answer of 100 cells takes some 300 KiB of heap.
    public static final int MAX_PARALLELISM = 64;

    /// For epochs of a day.
    public static final AuditorOptions DAILY =
            new AuditorOptions(1_000, Duration.ofMinutes(15), 2, Duration.ofDays(1), 16);
    /// For the local market with its epochs of a minute.
    public static final AuditorOptions LOCAL =
            new AuditorOptions(20, Duration.ofSeconds(15), 2, Duration.ofMinutes(2), 4);

    public AuditorOptions {
        if (leavesPerAudit < 1 || leavesPerAudit > MAX_LEAVES) {
            throw new IllegalArgumentException("1 to " + MAX_LEAVES + " leaves an audit");
        }
        if (answerWindow.toSeconds() < 1 || grace.isNegative() || missesBeforeDispute < 1) {
            throw new IllegalArgumentException("an answer takes a second at least, a dispute needs a missed epoch");
        }
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw new IllegalArgumentException("1 to " + MAX_PARALLELISM + " leases at the same time");
        }
    }
}
