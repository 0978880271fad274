package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.core.market.CloseReason;

/// What a simulation showed.
///
/// @param wished orders
/// @param fillable of them, by providers that were up, free and cheap enough when the order was made
/// @param filled leases that began
/// @param unfilled orders that gave up after their time in the queue
/// @param ends leases by the reason they ended for
/// @param meanStep of a base price in an epoch, in millionths
/// @param meanLevel of base prices over time, in millionths of the first
/// @param lowest base price, in millionths of the first
/// @param highest base price, in millionths of the first
/// @param paid smallest units, in all
/// @param unpaid service of honest providers that bad consumers did not pay, each within its bound
/// @param timeOuts starts that did not happen, each at the cost of stake
/// @param overclaims receipts that said more than was served, none of them paid
/// @param doubles second leases by one order that the ledger refused
/// @param matches compared with a look at every offer
/// @param unfair everything that must not be; empty, or there is a bug
public record Outcome(
        Duration length,
        long wished,
        long fillable,
        long filled,
        long unfilled,
        Map<CloseReason, Integer> ends,
        double meanStep,
        double meanLevel,
        int lowest,
        int highest,
        BigInteger paid,
        BigInteger unpaid,
        long timeOuts,
        long overclaims,
        long doubles,
        long matches,
        List<String> unfair) {
    static Outcome of(Market market, Duration length) {
        var report = market.report();
        var prices = market.prices();
        var ends = new TreeMap<CloseReason, Integer>();
        market.ledger().rules().leases().values().forEach(it -> ends.merge(it.reason, 1, Integer::sum));
        return new Outcome(
                length,
                report.wishes(),
                report.fillable(),
                report.fills(),
                report.failures(),
                ends,
                prices.steps().stream().mapToInt(it -> it).average().orElse(0),
                prices.levels().stream().mapToInt(it -> it).average().orElse(0),
                prices.levels().stream().mapToInt(it -> it).min().orElse(0),
                prices.levels().stream().mapToInt(it -> it).max().orElse(0),
                market.judge().paid(),
                market.judge().unpaid(),
                report.timeOuts(),
                report.overclaims(),
                report.doubles(),
                market.judge().matches(),
                market.judge().unfair());
    }
}
