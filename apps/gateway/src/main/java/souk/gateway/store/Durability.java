package souk.gateway.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an acknowledged body survives, the least first. Names and keys of objects are in the gateway's own database.
public enum Durability {
    /// Forced to the gateway's own disk.
    LOCAL,
    /// Forced to their disks by more providers than repair needs; repair adds the others.
    QUORUM,
    /// Forced to their disks by as many providers as the profile keeps.
    FULL;

    /// As headers spell it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Durability> parse(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
