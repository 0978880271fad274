package souk.compute;

/// What the guest learns about time and chance.
public sealed interface Surroundings {
    /// The host's clock and secure randomness.
    record Live() implements Surroundings {}

    /// A clock that stands still and randomness from a seed: two runs with the same inputs give the same outputs
    /// and use the same number of instructions.
    ///
    /// @param seed of the randomness
    /// @param epochNanos what every clock shows, nanoseconds since 1970
    record Fixed(long seed, long epochNanos) implements Surroundings {}
}
