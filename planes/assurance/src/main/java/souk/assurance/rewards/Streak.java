package souk.assurance.rewards;

/// How long a provider has served well without a break, in epochs. Episodes leave nothing behind: one bad epoch begins
/// anew, however long the time before it was.
public record Streak(int epochs) {
    public static final Streak NONE = new Streak(0);

    /// How an epoch went.
    public enum Quality {
        /// Measured, and every objective met.
        GOOD,
        /// Measured, and an objective missed.
        BAD,
        /// Nobody knows: neither penalty nor reward.
        UNMEASURED
    }

    public Streak {
        if (epochs < 0) {
            throw new IllegalArgumentException("a streak has no negative length");
        }
    }

    public Streak after(Quality quality) {
        return switch (quality) {
            case GOOD -> new Streak(Math.addExact(epochs, 1));
            case BAD -> NONE;
            case UNMEASURED -> this;
        };
    }
}
