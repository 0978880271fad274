package souk.gateway.store;

/// What an access list lets someone do.
public enum Permission {
    READ,
    WRITE,
    READ_ACP,
    WRITE_ACP,
    FULL_CONTROL
}
