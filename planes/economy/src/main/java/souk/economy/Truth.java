package souk.economy;

/// Whether something holds, where values may be missing.
public enum Truth {
    TRUE,
    FALSE,
    /// A value it depends on is not known, or it cannot be computed.
    UNKNOWN;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }
}
