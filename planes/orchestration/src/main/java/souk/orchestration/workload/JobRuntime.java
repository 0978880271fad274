package souk.orchestration.workload;

/// Runs programs nobody trusts.
@FunctionalInterface
public interface JobRuntime {
    /// Runs a program to its end. An interrupt of the calling thread cancels it.
    ///
    /// @param logs takes what it prints
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when nothing can be started
    RunResult run(RunRequest request, LogSink logs);

    /// Takes what a program prints, in pieces of any size.
    interface LogSink {
        void accept(byte[] bytes);
    }
}
