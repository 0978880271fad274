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
public record MarketParameters(
        BigInteger minStake,
        BigInteger minAuditorBond,
        BigInteger minArbiterBond,
        BigInteger slashPerFault,
        BigInteger startPenalty,
        BigInteger challengeBond,
        BigInteger auditorFee,
        Duration disputeWindow,
        Duration challengeWindow,
        Duration graceWindow,
        Duration unbondingPeriod,
        Duration startWindow,
        Duration intervalSeconds,
        Duration epochSeconds,
        Duration auditWindow) {
    private static final BigInteger SOUK = BigInteger.TEN.pow(18);

    /// What a market on one machine starts with: windows of a minute, so that a person sees every deadline
    /// pass.
    public static MarketParameters local() {
        var minute = Duration.ofMinutes(1);
        return new MarketParameters(
                SOUK.multiply(BigInteger.valueOf(1_000)),
                SOUK.multiply(BigInteger.valueOf(500)),
                SOUK.multiply(BigInteger.valueOf(500)),
                SOUK.multiply(BigInteger.TEN),
                SOUK.multiply(BigInteger.valueOf(5)),
                SOUK.multiply(BigInteger.TWO),
                SOUK,
                minute,
                minute,
                minute.multipliedBy(10),
                minute.multipliedBy(10),
                minute.multipliedBy(2),
                minute,
                minute,
                minute.multipliedBy(10));
    }

    /// The same with another epoch, and with windows that follow it: vouchers are due each epoch, an inventory
    /// may be
    /// challenged for ten.
    public MarketParameters withEpoch(Duration epoch) {
        return new MarketParameters(
                minStake,
                minAuditorBond,
                minArbiterBond,
                slashPerFault,
                startPenalty,
                challengeBond,
                auditorFee,
                disputeWindow,
                challengeWindow,
                graceWindow,
                unbondingPeriod,
                startWindow,
                epoch,
                epoch,
                epoch.multipliedBy(10));
    }

    public JsonObject toJson() {
        return RecordJson.write(this);
    }

    /// Reads what [#toJson] wrote.
    public static MarketParameters from(JsonObject json) {
        return RecordJson.read(MarketParameters.class, json);
    }
}
