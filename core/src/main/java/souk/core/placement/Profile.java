package souk.core.placement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

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
    /// Fewer bytes over more providers.
    public static final Profile WIDE = new Profile("wide", 16, 24, 30, 34);
    /// For what is kept long and read seldom: half of 60 providers may be gone.
    public static final Profile ARCHIVE = new Profile("archive", 29, 38, 60, 66);

    private static final List<Profile> KNOWN = List.of(DEV, SMALL, STANDARD, WIDE, ARCHIVE);

    /// How often a provider is assumed to be up when a profile is admitted.
    static final double AVAILABILITY = 0.90;
    /// The chance of giving a segment back, at that availability, below which a profile is not for production.
    static final double ADMITTED = 0.999_999;
    /// Stored for each byte kept: less leaves no room for repair, more is waste.
    static final double LEAST_EXPANSION = 1.5;

    static final double MOST_EXPANSION = 4;

    public Profile {
        if (!(0 < k && k < repair && repair < success && success <= attempts && attempts <= 255)) {
            throw new IllegalArgumentException("a profile needs 0 < k < repair < success <= attempts <= 255");
        }
    }

    /// The safest of `dev`, `small` and `standard` that a market of this size can carry; the larger ones are asked for
    /// by name.
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

    /// The profile of that name.
    ///
    /// @throws SoukException `BAD_REQUEST` when there is none
    public static Profile named(String name) {
        return KNOWN.stream()
                .filter(profile -> profile.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new SoukException(
                        ErrorCode.BAD_REQUEST,
                        "no profile '" + name + "': there are "
                                + KNOWN.stream().map(Profile::name).collect(Collectors.joining(", "))));
    }

    /// The profile a segment was coded with.
    ///
    /// @param k shards that give it back
    /// @param n shards that were made
    public static Optional<Profile> coded(int k, int n) {
        return KNOWN.stream()
                .filter(profile -> profile.k == k && profile.attempts == n)
                .findFirst();
    }

    /// The chance that a segment can be read when `success` shards are kept and each provider is up nine days of ten,
    /// independently of the others.
    public double recovery() {
        double chance = 0;
        for (int up = k; up <= success; up++) {
            chance += binomial(success, up) * Math.pow(AVAILABILITY, up) * Math.pow(1 - AVAILABILITY, success - up);
        }
        return Math.min(1, chance);
    }

    /// Bytes stored for each byte kept.
    public double expansion() {
        return (double) success / k;
    }

    /// Whether data may be kept so without the owner saying that less is enough.
    public boolean admissible() {
        return recovery() >= ADMITTED && expansion() >= LEAST_EXPANSION && expansion() <= MOST_EXPANSION;
    }

    private static double binomial(int of, int some) {
        double ways = 1;
        for (int i = 1; i <= some; i++) {
            ways = ways * (of - some + i) / i;
        }
        return ways;
    }
}
