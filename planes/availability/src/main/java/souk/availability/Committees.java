package souk.availability;

import java.util.Optional;

/// Knows who the custodians are.
@FunctionalInterface
public interface Committees {
    /// The committee of an epoch, if it is known.
    Optional<Committee> at(long epoch);
}
