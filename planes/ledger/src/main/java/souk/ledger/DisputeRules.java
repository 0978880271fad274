package souk.ledger;

import java.math.BigInteger;
import java.time.Duration;
import souk.core.json.JsonObject;

/// The numbers of disputes that governance may move. Amounts are smallest units of the stake token.
///
/// @param disputeBond what each side locks beside the first panel's fees
/// @param arbiterFee of an arbiter whose verdict the majority shares
/// @param arbiterPenalty of one that was silent or alone
/// @param panelSize arbiters of a first panel; an appeal has twice as many and one
/// @param auditorQuorum auditors who must sign a statement
/// @param answerWindow to answer a claim, and to contest a statement
/// @param evidenceWindow after the answer
/// @param commitWindow for arbiters to commit
/// @param revealWindow for arbiters to reveal
/// @param appealWindow after a first verdict
/// @param claimWindow after a lease's end, in which a dispute may be opened
public record DisputeRules(
        BigInteger disputeBond,
        BigInteger arbiterFee,
        BigInteger arbiterPenalty,
        int panelSize,
        int auditorQuorum,
        Duration answerWindow,
        Duration evidenceWindow,
        Duration commitWindow,
        Duration revealWindow,
        Duration appealWindow,
        Duration claimWindow) {
    private static final BigInteger SOUK = BigInteger.TEN.pow(18);

    /// What a market on one machine has: windows of two minutes, long enough for a person to type an answer.
    public static DisputeRules local() {
        return of(Duration.ofMinutes(2), Duration.ofMinutes(10));
    }

    /// Local amounts with other windows.
    ///
    /// @param window of each stage
    public static DisputeRules of(Duration window, Duration claimWindow) {
        return new DisputeRules(
                SOUK.multiply(BigInteger.valueOf(20)),
                SOUK.multiply(BigInteger.TWO),
                SOUK.multiply(BigInteger.TEN),
                3,
                2,
                window,
                window,
                window,
                window,
                window,
                claimWindow);
    }

    public JsonObject toJson() {
        return RecordJson.write(this);
    }
}
