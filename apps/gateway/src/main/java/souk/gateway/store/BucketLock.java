package souk.gateway.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import souk.gateway.store.ObjectLock.Mode;
import souk.gateway.store.ObjectLock.Retention;

/// Object Lock of a bucket: it cannot be turned off, and versioning with it.
///
/// @param rule the retention of versions that are written without one of their own
public record BucketLock(Optional<Rule> rule) {
    /// On, with no retention by default.
    public static final BucketLock ON = new BucketLock(Optional.empty());

    public BucketLock {
        Objects.requireNonNull(rule, "rule");
    }

    /// In what a retention is counted.
    public enum Unit {
        DAYS,
        YEARS
    }

    /// A retention counted from the moment a version is written.
    ///
    /// @param amount at least 1
    public record Rule(Mode mode, int amount, Unit unit) {
        public Rule {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(unit, "unit");
            if (amount < 1) {
                throw new IllegalArgumentException("a retention lasts at least one day or year");
            }
        }

        Retention from(Instant now) {
            var date = now.atOffset(ZoneOffset.UTC);
            var until = unit == Unit.DAYS ? date.plusDays(amount) : date.plusYears(amount);
            return new Retention(mode, until.toInstant());
        }
    }

    /// The lock of a version written now.
    ObjectLock complete(ObjectLock asked, Instant now) {
        return asked.retention().isPresent() ? asked : asked.with(rule.map(each -> each.from(now)));
    }

    /// `mode amount unit`, or nothing.
    String toText() {
        return rule.map(each -> each.mode() + " " + each.amount() + " " + each.unit())
                .orElse("");
    }

    static BucketLock fromText(String text) {
        if (text.isEmpty()) {
            return ON;
        }
        var words = text.split(" ", 3);
        return new BucketLock(
                Optional.of(new Rule(Mode.valueOf(words[0]), Integer.parseInt(words[1]), Unit.valueOf(words[2]))));
    }
}
