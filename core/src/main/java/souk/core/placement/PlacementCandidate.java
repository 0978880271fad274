package souk.core.placement;

import souk.core.value.Address;
import souk.core.value.Region;

/// A provider that could hold a part.
///
/// @param operator who runs it: providers of one operator fail together, and never hold two parts of one thing
/// @param health whether it answers at present
/// @param freeBytes what it can still take
/// @param latencyMillis last measured round trip, 0 if unknown
public record PlacementCandidate(
        Address provider, Address operator, Region region, Health health, long freeBytes, long latencyMillis) {

    /// Whether a provider answers.
    public enum Health {
        HEALTHY,
        UNREACHABLE
    }
}
