package souk.sdk.net;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.value.Address;

/// Remembers which providers failed lately, so that the next request does not wait for them again.
///
/// A breaker is closed while its provider answers. It opens at a failure, or when the provider was slow several
/// times in a row, and the provider rests. After that it is half open: one call is let through as a trial. If that
/// goes well the breaker closes, if not the next rest is twice as long. There is always another provider to ask, so
/// one failure is enough.
///
/// Safe for use by many threads.
public final class CircuitBreakers {
    /// The first rest.
    static final Duration REST = Duration.ofSeconds(10);
    /// The longest; who comes back from an outage is asked again soon.
    static final Duration LONGEST_REST = Duration.ofMinutes(1);
    /// A trial that is never heard of again ends after this long.
    static final Duration TRIAL = Duration.ofSeconds(30);
    /// An answer that takes longer is slow: a quote takes milliseconds, seconds on a machine that has too much to do.
    static final Duration SLOW = Duration.ofSeconds(5);
    /// One slow answer may be chance.
    static final int SLOW_IN_A_ROW = 3;

    private final InstantSource clock;
    private final Map<Address, Breaker> breakers = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();

    /// How a provider is treated.
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN;

        /// As clients see it: `half-open`.
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /// @param rests in a row; 0 while it is closed
    /// @param until the rest lasts
    /// @param trialUntil nobody else is let through
    private record Breaker(int slow, int rests, Instant until, Instant trialUntil) {
        static final Breaker CLOSED = new Breaker(0, 0, Instant.MIN, Instant.MIN);

        State state(Instant now) {
            return rests == 0 ? State.CLOSED : until.isAfter(now) ? State.OPEN : State.HALF_OPEN;
        }

        Breaker open(Instant now) {
            var rest = REST.multipliedBy(1L << Math.min(rests, 5));
            var bounded = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
            return new Breaker(0, rests + 1, now.plus(bounded), Instant.MIN);
        }
    }

    public CircuitBreakers(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether a call that ended so says that something is wrong with the provider; a refusal is an answer.
    public static boolean isFailure(ErrorCode code) {
        return switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, BAD_JSON, CORRUPT -> true;
            default -> false;
        };
    }

    /// Whether to call it. While the breaker is half open only the first who asks may, and tells how it went.
    public boolean admits(Address provider) {
        var now = clock.instant();
        var before = breakers.get(provider);
        if (before == null || before.state(now) == State.CLOSED) {
            return true;
        }
        if (before.state(now) == State.OPEN || before.trialUntil.isAfter(now)) {
            return false;
        }
        return breakers.replace(
                provider, before, new Breaker(before.slow, before.rests, before.until, now.plus(TRIAL)));
    }

    /// Whether it is resting. Unlike [#admits] this is only a look.
    public boolean isOpen(Address provider) {
        return state(provider) == State.OPEN;
    }

    public State state(Address provider) {
        return Optional.ofNullable(breakers.get(provider))
                .map(it -> it.state(clock.instant()))
                .orElse(State.CLOSED);
    }

    /// It answered, well or with a refusal.
    public void answered(Address provider, Duration took) {
        if (took.compareTo(SLOW) <= 0) {
            breakers.remove(provider);
            return;
        }
        breakers.compute(provider, (_, known) -> {
            var before = known == null ? Breaker.CLOSED : known;
            return before.slow + 1 < SLOW_IN_A_ROW && before.rests == 0
                    ? new Breaker(before.slow + 1, 0, before.until, before.trialUntil)
                    : opened(before);
        });
    }

    /// It did not answer, or with a fault of its own. Who fails while it rests already, since calls were
    /// under way, does not rest longer.
    public void failed(Address provider) {
        breakers.compute(provider, (_, known) -> {
            var before = known == null ? Breaker.CLOSED : known;
            return before.state(clock.instant()) == State.OPEN ? before : opened(before);
        });
    }

    /// Those that are not closed.
    public Map<Address, State> troubled() {
        return breakers.keySet().stream()
                .filter(it -> state(it) != State.CLOSED)
                .collect(Collectors.toMap(it -> it, this::state, (one, _) -> one, TreeMap::new));
    }

    /// How often a breaker opened since the start.
    public long opened() {
        return opened.get();
    }

    private Breaker opened(Breaker before) {
        opened.incrementAndGet();
        return before.open(clock.instant());
    }
}
