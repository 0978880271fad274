package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// What keeps one version from being deleted: a retention until some time, a legal hold until it is lifted.
///
/// @param hold empty if none was ever set
public record ObjectLock(Optional<Retention> retention, Optional<Hold> hold) {
    /// Nothing.
    public static final ObjectLock NONE = new ObjectLock(Optional.empty(), Optional.empty());

    public ObjectLock {
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(hold, "hold");
    }

    /// Who may shorten a retention.
    public enum Mode {
        /// Whoever asks for it explicitly.
        GOVERNANCE,
        /// Nobody.
        COMPLIANCE
    }

    /// Whether a legal hold is on.
    public enum Hold {
        ON,
        OFF
    }

    /// Until when a version is kept.
    public record Retention(Mode mode, Instant until) {
        public Retention {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(until, "until");
        }
    }

    /// Whether the version must stay.
    ///
    /// @param bypass true if the caller asked to ignore governance
    public boolean forbidsDeletion(Instant now, boolean bypass) {
        var held = hold.filter(Hold.ON::equals).isPresent();
        return held || binding(now, bypass).isPresent();
    }

    /// Whether the retention may become another one.
    ///
    /// @param next empty to remove it
    public boolean allows(Optional<Retention> next, Instant now, boolean bypass) {
        var binding = binding(now, bypass);
        if (binding.isEmpty()) {
            return true;
        }
        return next.filter(each -> each.mode() == binding.get().mode())
                .filter(each -> !each.until().isBefore(binding.get().until()))
                .isPresent();
    }

    private Optional<Retention> binding(Instant now, boolean bypass) {
        return retention
                .filter(each -> each.until().isAfter(now))
                .filter(each -> each.mode() == Mode.COMPLIANCE || !bypass);
    }

    ObjectLock with(Optional<Retention> changed) {
        return new ObjectLock(changed, hold);
    }
}
