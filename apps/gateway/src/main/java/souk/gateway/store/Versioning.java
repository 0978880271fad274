package souk.gateway.store;

/// Whether a bucket keeps older versions; once enabled it can only be suspended.
public enum Versioning {
    /// Never enabled.
    OFF,
    /// Each write makes a version with its own id.
    ENABLED,
    /// Kept versions stay; writes replace the version `null`.
    SUSPENDED
}
