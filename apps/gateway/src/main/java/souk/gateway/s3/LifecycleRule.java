package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import souk.gateway.store.ObjectVersion;
import souk.trust.sigv4.Percent;

/// One rule of a bucket's lifecycle.
///
/// @param filter which objects it is about
/// @param loneMarkers true to remove markers with nothing behind them
/// @param noncurrent when versions that are not the latest go
/// @param abortDays after how many days uploads that were not completed go
record LifecycleRule(
        String id,
        Filter filter,
        Optional<Expiration> expiration,
        boolean loneMarkers,
        Optional<Noncurrent> noncurrent,
        OptionalInt abortDays) {

    /// Which objects a rule is about; what is not said does not matter.
    ///
    /// @param tags that an object has, perhaps among others
    /// @param larger than so many bytes
    /// @param smaller than so many bytes
    record Filter(String prefix, Map<String, String> tags, OptionalLong larger, OptionalLong smaller) {
        Filter {
            tags = Map.copyOf(tags);
        }

        boolean covers(ObjectVersion version) {
            return covers(version.key().value())
                    && version.tags().values().entrySet().containsAll(tags.entrySet())
                    && (version.marker() || larger.isEmpty() || version.size() > larger.getAsLong())
                    && (version.marker() || smaller.isEmpty() || version.size() < smaller.getAsLong());
        }

        boolean covers(String key) {
            return key.startsWith(prefix);
        }
    }

    /// When the latest version goes.
    sealed interface Expiration {
        /// So many days after it was written.
        record After(int days) implements Expiration {}

        /// From that day on, whenever it was written.
        record On(Instant date) implements Expiration {}
    }

    /// When older versions go.
    ///
    /// @param days since they stopped being the latest
    /// @param kept so many of the newest stay
    record Noncurrent(int days, int kept) {}

    /// When the latest version, if the rule covers it, expires.
    ///
    /// @param day how long a day is
    Optional<Instant> expiry(ObjectVersion version, Duration day) {
        return expiration.filter(_ -> filter.covers(version)).map(kind -> switch (kind) {
            case Expiration.After(var days) -> due(version.modified(), days, day);
            case Expiration.On(var date) -> date;
        });
    }

    /// Whether a version that is not the latest has to go.
    ///
    /// @param since when it stopped being the latest
    /// @param newer how many newer ones there are that are not the latest either
    boolean ends(ObjectVersion version, Instant since, int newer, Instant now, Duration day) {
        return filter.covers(version)
                && noncurrent
                        .filter(each -> newer >= each.kept())
                        .filter(each -> !due(since, each.days(), day).isAfter(now))
                        .isPresent();
    }

    /// Whether an upload that was not completed has to go.
    boolean aborts(String key, Instant created, Instant now, Duration day) {
        return abortDays.isPresent()
                && filter.covers(key)
                && !due(created, abortDays.getAsInt(), day).isAfter(now);
    }

    /// Days are whole ones, as in S3: from the first midnight on.
    private static Instant due(Instant from, int days, Duration day) {
        var length = day.toMillis();
        return Instant.ofEpochMilli(Math.ceilDiv(from.toEpochMilli() + days * length, length) * length);
    }

    /// The id as it stands in headers.
    String encodedId() {
        return Percent.encodePath(id.getBytes(UTF_8));
    }
}
