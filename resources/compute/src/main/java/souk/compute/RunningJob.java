package souk.compute;

/// A job between its start and its end.
public interface RunningJob {
    /// Waits for the end. An interrupt of the calling thread cancels the job; the interrupt stays set.
    JobOutcome await();

    /// Asks the job to end as [JobOutcome.Cancelled]. Without effect once it has ended.
    void cancel();
}
