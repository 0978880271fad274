package souk.ledger;

import java.math.BigInteger;
import java.time.Duration;
import souk.core.json.JsonObject;

/// The numbers that governance may move. Amounts are smallest units of the stake token (18 decimals).
///
/// @param minStake needed to take a lease
/// @param minAuditorBond needed to be an auditor
/// @param minArbiterBond needed to be an arbiter
/// @param slashPerFault lost by an unanswered storage challenge
/// @param startPenalty lost by not starting in time
/// @param challengeBond locked by a challenger, and lost to the provider if it answers
/// @param auditorFee part of a slash that goes to the auditor
/// @param disputeWindow to answer a challenge
/// @param challengeWindow after a lease's end, in which a last voucher may be shown
/// @param graceWindow a lease may stay paused
/// @param unbondingPeriod between asking for stake back and getting it
/// @param startWindow from the opening of a lease to its start deadline
/// @param intervalSeconds of service that one voucher usually pays for
/// @param epochSeconds of a storage epoch
/// @param auditWindow after an epoch's end, in which its inventory may be challenged
/// @param silenceSlash bond that an auditor loses for not revealing what it measured
/// @param outlierSlash bond that an auditor loses for a value far from the median
/// @param committeeSize auditors drawn for one lease and epoch
/// @param outlierFactor how many times a value is above or below the median that is far from it
/// @param rewardShare most that a reward epoch may grant of the reward pool, in parts per million
/// @param commitWindow after an epoch, to commit to measurements
/// @param revealWindow after that, to reveal them
/// @param claimWindow after that, to submit co-signed readings and claim penalties
/// @param attestWindow after a reward epoch, to attest its root; shorter than unbondingPeriod
/// @param rewardWindow to claim a reward that was granted
public record MarketParameters(
        BigInteger minStake,
        BigInteger minAuditorBond,
        BigInteger minArbiterBond,
        BigInteger slashPerFault,
        BigInteger startPenalty,
        BigInteger challengeBond,
        BigInteger auditorFee,
        BigInteger silenceSlash,
        BigInteger outlierSlash,
        int committeeSize,
        int outlierFactor,
        int rewardShare,
        Duration disputeWindow,
        Duration challengeWindow,
        Duration graceWindow,
        Duration unbondingPeriod,
        Duration startWindow,
        Duration intervalSeconds,
        Duration epochSeconds,
        Duration auditWindow,
        Duration commitWindow,
        Duration revealWindow,
        Duration claimWindow,
        Duration attestWindow,
        Duration rewardWindow) {
    private static final BigInteger SOUK = BigInteger.TEN.pow(18);

    /// What a market on one machine starts with: windows of a minute, so that a person sees every deadline
    /// pass.
    public static MarketParameters local() {
        var minute = Duration.ofMinutes(1);
        return new MarketParameters(
                souk(1_000),
                souk(500),
                souk(500),
                souk(10),
                souk(5),
                souk(2),
                souk(1),
                souk(1),
                souk(5),
                3,
                10,
                100_000,
                minute,
                minute,
                minute.multipliedBy(10),
                minute.multipliedBy(10),
                minute.multipliedBy(2),
                minute,
                minute,
                minute.multipliedBy(10),
                minute.dividedBy(2),
                minute.dividedBy(2),
                minute.multipliedBy(5),
                minute.multipliedBy(5),
                minute.multipliedBy(60));
    }

    /// The same with another epoch, and with windows that follow it: vouchers are due each epoch, an inventory
    /// may be challenged for ten, and bonds are held for as long.
    public MarketParameters withEpoch(Duration epoch) {
        return new MarketParameters(
                minStake,
                minAuditorBond,
                minArbiterBond,
                slashPerFault,
                startPenalty,
                challengeBond,
                auditorFee,
                silenceSlash,
                outlierSlash,
                committeeSize,
                outlierFactor,
                rewardShare,
                disputeWindow,
                challengeWindow,
                graceWindow,
                longest(unbondingPeriod, epoch.multipliedBy(10)),
                startWindow,
                epoch,
                epoch,
                epoch.multipliedBy(10),
                longest(epoch.dividedBy(2), Duration.ofSeconds(1)),
                longest(epoch.dividedBy(2), Duration.ofSeconds(1)),
                epoch.multipliedBy(5),
                epoch.multipliedBy(5),
                epoch.multipliedBy(60));
    }

    private static BigInteger souk(long tokens) {
        return SOUK.multiply(BigInteger.valueOf(tokens));
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    public JsonObject toJson() {
        return RecordJson.write(this);
    }

    /// Reads what [#toJson] wrote.
    public static MarketParameters from(JsonObject json) {
        return RecordJson.read(MarketParameters.class, json);
    }
}
