package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.value.LeaseId;

/// A lease as nobody in the market sees it whole: what was signed, and what was really served.
final class Engagement {
    final LeaseId lease;
    final Offer offer;
    final Signed<Order> order;
    final Signed<Quote> quote;
    final Provider provider;
    final Consumer consumer;
    /// When service began, and when it stopped.
    Optional<Instant> servedFrom = Optional.empty();

    Optional<Instant> servedTo = Optional.empty();
    /// Of the provider's last receipt that was paid for, and of the last it sent.
    Instant receiptsTo = Instant.EPOCH;

    Instant billedTo = Instant.EPOCH;

    boolean closing;

    Engagement(
            LeaseId lease,
            Offer offer,
            Signed<Order> order,
            Signed<Quote> quote,
            Provider provider,
            Consumer consumer) {
        this.lease = lease;
        this.offer = offer;
        this.order = order;
        this.quote = quote;
        this.provider = provider;
        this.consumer = consumer;
    }

    boolean isServed() {
        return servedFrom.isPresent() && servedTo.isEmpty();
    }

    void begin(Instant at) {
        servedFrom = Optional.of(at);
        receiptsTo = at;
    }

    void stop(Instant at) {
        if (isServed()) {
            servedTo = Optional.of(at);
        }
    }

    /// What the service so far is worth, rounded down.
    BigInteger worth(Instant now) {
        long seconds = servedFrom
                .map(from -> servedTo.orElse(now).getEpochSecond() - from.getEpochSecond())
                .orElse(0L);
        return worthOf(Math.max(0, seconds));
    }

    BigInteger worthOf(long seconds) {
        return quote.message().unitPrices().charge(List.of(reading(seconds)));
    }

    BigInteger reading(long seconds) {
        return order.message().quantity().multiply(BigInteger.valueOf(seconds));
    }
}
