package souk.compute;

/// How a job ended. Each outcome carries what was used until then.
public sealed interface JobOutcome {
    Usage usage();

    /// The program ended by itself.
    ///
    /// @param exitCode 0 for success, by convention
    record Completed(int exitCode, Usage usage) implements JobOutcome {}

    /// The wall time was over.
    record TimedOut(Usage usage) implements JobOutcome {}

    /// The program failed after it was refused memory beyond its limit.
    record OutOfMemory(Usage usage) implements JobOutcome {}

    /// The instructions were used up.
    record OutOfInstructions(Usage usage) implements JobOutcome {}

    /// The program broke a rule of WebAssembly, e.g. a division by zero, or the sandbox process died.
    ///
    /// @param message for the consumer
    record Trapped(String message, Usage usage) implements JobOutcome {}

    /// The job never started: a malformed module, an import or a feature that is not served, a bad mount.
    ///
    /// @param reason for the consumer
    record Refused(String reason, Usage usage) implements JobOutcome {}

    /// Its owner cancelled it.
    record Cancelled(Usage usage) implements JobOutcome {}
}
