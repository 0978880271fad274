package souk.gateway.store;

import java.util.Locale;
import java.util.Optional;

/// How durable bytes are when a write is acknowledged, the least first.
public enum Durability {
    /// On the gateway's own disk.
    LOCAL,
    /// At more providers than the repair threshold of the profile; repair adds the others.
    QUORUM,
    /// At as many providers as the profile keeps.
    FULL;

    /// As in headers.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Durability> parse(String text) {
        for (var each : values()) {
            if (each.text().equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    public static Durability lesser(Durability left, Durability right) {
        return left.compareTo(right) <= 0 ? left : right;
    }
}
