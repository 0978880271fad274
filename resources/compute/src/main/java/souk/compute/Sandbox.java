package souk.compute;

/// Runs programs nobody trusts. Each job runs in a place of its own that is gone afterwards.
public interface Sandbox extends AutoCloseable {
    /// Starts a job and returns at once.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when no process can be started
    RunningJob start(WasmJob job, OutputSink sink);

    /// Runs a job to its end. An interrupt of the calling thread cancels it.
    default JobOutcome run(WasmJob job, OutputSink sink) {
        return start(job, sink).await();
    }

    /// Cancels what runs and frees what is kept.
    @Override
    void close();
}
