package souk.node.relay;

import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Order;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.net.Metrics;
import souk.net.Response;
import souk.net.admission.AdaptiveLimit;
import souk.net.admission.Admission;
import souk.net.admission.Rank;
import souk.trust.Did;

/// Who is served next at a relay that has more to do than it can.
///
/// The class of an order is nothing that anybody declares, but what the ledger says of its payer: whoever has money
/// locked in open leases goes before those who have none. A name costs nothing and a deposit does, so all names
/// without one share what their class has. An order may only ask for less, by saying that it can wait.
final class RelayGate {
    /// Locked in open leases, in smallest units: one sUSD, thirty core-hours of the local market. Who
    /// wants the share of many payers locks it many times.
    static final BigInteger COMMITTED = BigInteger.valueOf(1_000_000);

    /// Together they wait in less than the 512 requests that the server takes at once.
    private static final Rank PAYERS = new Rank("committed payers", 16, 128, 32);

    private static final Rank OFFERS = new Rank("offers", 8, 96, 4);
    private static final Rank NEWCOMERS = new Rank("newcomers", 4, 96, 8);
    private static final Rank PATIENT = new Rank("patient callers", 1, 64, 8);

    /// Longer than a whole queue takes at a millisecond an order; an order is no use to anybody who has given up.
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /// At least twice the cores of a small machine, at most what a thread each can be spared for.
    private static final int LEAST = 4;

    private static final int MOST = 64;

    /// A provider that was asked for a quote has the payer's signed order: it cannot use the payer's share up with it.
    private static final int ASKS = 4;
    /// Orders that are remembered for that: of the last minutes, as long as they are valid.
    private static final int REMEMBERED = 16_384;

    private final Admission admission;
    private final Function<Address, BigInteger> deposits;
    private final Metrics.Count shed;
    private final Metrics.Level places;
    private final String relay;
    private final Asked asked = new Asked();

    /// @param deposits what a payer has locked
    /// @param relay the name under which it measures
    RelayGate(Admission admission, Function<Address, BigInteger> deposits, Metrics metrics, String relay) {
        this.admission = admission;
        this.deposits = deposits;
        this.shed = metrics.counter("souk_relay_shed", "Requests sent away.", "relay", "class");
        this.places = metrics.gauge("souk_relay_places", "Requests under way at once, at most.", "relay");
        this.relay = relay;
    }

    static RelayGate of(Function<Address, BigInteger> deposits, LongSupplier nanos, Metrics metrics, String relay) {
        var limit = new AdaptiveLimit(LEAST, LEAST, MOST);
        return new RelayGate(new Admission(limit, PATIENCE, nanos), deposits, metrics, relay);
    }

    /// Matches an order whose payer's signature was checked.
    ///
    /// @param patient whether it gives way to all others
    /// @throws SoukException `OVERLOADED` with when to come again; `CONFLICT` for an order asked too often
    Response order(Order order, boolean patient, Supplier<Response> match) {
        if (!asked.once(order.structHash())) {
            throw new SoukException(
                    ErrorCode.CONFLICT, "an order is matched " + ASKS + " times at most: sign a new one");
        }
        return within(patient ? PATIENT : rankOf(order.payer()), order.payer().hex(), match);
    }

    /// Takes an offer of a provider's node.
    Response offer(Did node, Supplier<Response> publish) {
        return within(OFFERS, node.text(), publish);
    }

    /// Answers who only looks.
    Response read(Did node, Supplier<Response> answer) {
        return within(PATIENT, node.text(), answer);
    }

    Rank rankOf(Address payer) {
        return deposits.apply(payer).compareTo(COMMITTED) >= 0 ? PAYERS : NEWCOMERS;
    }

    private Response within(Rank rank, String tenant, Supplier<Response> work) {
        var place = admission.enter(rank, tenant).orElseThrow(() -> {
            shed.add(1, relay, rank.name());
            return new SoukException(
                    ErrorCode.OVERLOADED, "too many " + rank.name() + " wait here", admission.retryAfter());
        });
        try (place) {
            return work.get();
        } finally {
            places.set(admission.places(), relay);
        }
    }

    /// How often orders were asked lately.
    private static final class Asked {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Digest, Integer> times = new LinkedHashMap<>();

        boolean once(Digest order) {
            lock.lock();
            try {
                int before = times.getOrDefault(order, 0);
                times.put(order, before + 1);
                if (times.size() > REMEMBERED) {
                    times.remove(times.keySet().iterator().next());
                }
                return before < ASKS;
            } finally {
                lock.unlock();
            }
        }
    }
}
