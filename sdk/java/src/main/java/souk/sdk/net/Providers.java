package souk.sdk.net;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;
import souk.net.Peer;
import souk.trust.Did;

/// Where providers answer, according to the registry on the ledger and nobody else.
public final class Providers {
    /// A provider that moved is found again after this long.
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final InstantSource clock;
    private final Map<Address, Entry> cache = new ConcurrentHashMap<>();

    /// A name costs a point of the curve to check, and each shard asks for it.
    private record Entry(ProviderState state, Peer peer, Instant until) {}

    public Providers(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /// The registry's entry.
    ///
    /// @throws SoukException `NOT_FOUND` for an account that is no provider
    public ProviderState state(Address provider) {
        return entry(provider).state;
    }

    private Entry entry(Address provider) {
        var now = clock.instant();
        var cached = Optional.ofNullable(cache.get(provider)).filter(entry -> entry.until.isAfter(now));
        if (cached.isPresent()) {
            return cached.get();
        }
        try {
            var state = ledger.provider(provider)
                    .orElseThrow(
                            () -> new SoukException(ErrorCode.NOT_FOUND, provider + " is not a registered provider"));
            var entry = new Entry(state, peer(provider, state), now.plus(FRESH));
            cache.put(provider, entry);
            return entry;
        } catch (SoukException e) {
            // While the ledger is away, what it said last is better than nothing: the node still has to prove its key.
            return Optional.ofNullable(cache.get(provider))
                    .filter(_ -> e.code() == ErrorCode.UNAVAILABLE)
                    .orElseThrow(() -> e);
        }
    }

    /// How to call a provider's node.
    public Peer peer(Address provider) {
        return entry(provider).peer;
    }

    private Peer peer(Address provider, ProviderState state) {
        return Optional.ofNullable(cache.get(provider))
                .filter(known -> known.state.nodeKey().equals(state.nodeKey())
                        && known.state.endpoint().equals(state.endpoint()))
                .map(Entry::peer)
                .orElseGet(() -> new Peer(Did.of(state.nodeKey()), URI.create(state.endpoint())));
    }
}
