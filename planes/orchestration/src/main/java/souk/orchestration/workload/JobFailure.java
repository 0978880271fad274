package souk.orchestration.workload;

/// Why a job failed.
public enum JobFailure {
    /// The module or an input could not be fetched.
    FETCH_FAILED,
    /// What was fetched is not what the specification names.
    DIGEST_MISMATCH,
    /// The sandbox does not take the module or a mount.
    REFUSED,
    /// The wall time was over.
    TIMEOUT,
    OUT_OF_MEMORY,
    OUT_OF_INSTRUCTIONS,
    /// The program broke a rule of its runtime.
    TRAPPED,
    /// The program ended with an exit code other than 0.
    EXIT_CODE,
    /// An output could not be uploaded.
    UPLOAD_FAILED,
    /// The provider stopped while the program ran.
    PROVIDER_RESTARTED,
    /// A fault of the provider.
    INTERNAL
}
