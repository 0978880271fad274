package souk.core.placement;

/// How a segment is coded and spread.
///
/// @param k shards that give the segment back
/// @param repair at this many healthy shards repair must begin; fewer are never acknowledged
/// @param success shards that are kept; an upload is cut off once so many are durable
/// @param attempts shards that are made, each for another provider
public record Profile(String name, int k, int repair, int success, int attempts) {
    /// For five to eight providers; not for production.
    public static final Profile DEV = new Profile("dev", 2, 3, 4, 5);
    /// For nine to 23 providers; not for production.
    public static final Profile SMALL = new Profile("small", 4, 6, 8, 9);
    /// Recovers with P ≥ 99.9999 % when each provider is up nine days of ten; twice the bytes.
    public static final Profile STANDARD = new Profile("standard", 10, 15, 20, 24);

    public Profile {
        if (!(0 < k && k < repair && repair < success && success <= attempts && attempts <= 255)) {
            throw new IllegalArgumentException("a profile needs 0 < k < repair < success <= attempts <= 255");
        }
    }

    /// The safest of the three that a market of this size can carry.
    ///
    /// @throws souk.core.error.SoukException `TOO_FEW_PROVIDERS` below five
    public static Profile forMarket(int providers) {
        if (providers >= STANDARD.attempts) {
            return STANDARD;
        }
        if (providers >= SMALL.attempts) {
            return SMALL;
        }
        if (providers >= DEV.attempts) {
            return DEV;
        }
        throw Placement.tooFew(DEV.attempts, providers);
    }
}
