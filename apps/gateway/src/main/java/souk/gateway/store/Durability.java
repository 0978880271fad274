package souk.gateway.store;

import java.util.Locale;

/// What an acknowledged body survives.
public enum Durability {
    /// Forced to the gateway's own disk.
    LOCAL,
    /// Forced to their disks by more providers than repair needs.
    QUORUM;

    /// As headers spell it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
