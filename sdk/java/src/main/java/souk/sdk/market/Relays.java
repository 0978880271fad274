package souk.sdk.market;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.economy.OfferListing;
import souk.economy.Pricing;
import souk.sdk.net.TracedThread;

/// Several relays, asked at once: what one hides or has not heard of, another tells. Whoever is away or busy is left
/// out as long as one answers.
final class Relays<R> {
    /// Relays asked for one order.
    static final int MOST = 4;

    private final List<R> relays;
    private final Duration patience;

    /// @param patience for those that are still silent when one has answered, and for all together
    Relays(List<R> relays, Duration patience) {
        if (relays.isEmpty()) {
            throw new IllegalArgumentException("a market has a relay at least");
        }
        this.relays = relays.stream().limit(MOST).toList();
        this.patience = patience;
    }

    /// What each answered, in the order of the relays.
    ///
    /// @throws SoukException when none did: that nothing is on offer if one says so, else what the first says
    List<JsonObject> ask(Function<R, JsonObject> call) {
        var answers = new ConcurrentHashMap<R, JsonObject>();
        var failures = new ConcurrentHashMap<R, SoukException>();
        var ended = new CountDownLatch(relays.size());
        var threads = new ArrayList<Thread>();
        for (var relay : relays) {
            threads.add(TracedThread.start(() -> {
                try {
                    answers.put(relay, call.apply(relay));
                } catch (SoukException e) {
                    failures.put(relay, e);
                } finally {
                    ended.countDown();
                }
            }));
        }
        await(ended, threads);
        if (answers.isEmpty()) {
            throw failure(failures);
        }
        return inOrder(answers);
    }

    /// The first that answers.
    JsonObject askOne(Function<R, JsonObject> call) {
        Optional<SoukException> last = Optional.empty();
        for (var relay : relays) {
            try {
                return call.apply(relay);
            } catch (SoukException e) {
                last = Optional.of(e);
            }
        }
        throw last.orElseThrow();
    }

    /// The cheapest offer of each provider, the cheapest provider first.
    static List<OfferListing> cheapest(List<List<OfferListing>> answers, Terms terms, int wanted) {
        var cheapestFirst = Comparator.comparing((OfferListing it) ->
                        Pricing.total(it.offer().message().unitPrices(), terms.quantity(), terms.duration()))
                .thenComparing(OfferListing::offerHash);
        var byProvider = new LinkedHashMap<Address, OfferListing>();
        answers.stream()
                .flatMap(List::stream)
                .sorted(cheapestFirst)
                .forEach(it -> byProvider.putIfAbsent(it.provider(), it));
        return byProvider.values().stream().limit(wanted).toList();
    }

    private void await(CountDownLatch ended, List<Thread> threads) {
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.forEach(Thread::interrupt);
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while asking relays", e);
        }
    }

    private SoukException failure(Map<R, SoukException> failures) {
        var inOrder = inOrder(failures);
        return inOrder.stream()
                .filter(it -> it.code() == ErrorCode.NO_OFFER)
                .findFirst()
                .or(() -> inOrder.stream().findFirst())
                .orElseGet(
                        () -> new SoukException(ErrorCode.DEADLINE_EXCEEDED, "no relay answered within " + patience));
    }

    private <V> List<V> inOrder(Map<R, V> byRelay) {
        return relays.stream()
                .flatMap(relay -> Optional.ofNullable(byRelay.get(relay)).stream())
                .toList();
    }
}
