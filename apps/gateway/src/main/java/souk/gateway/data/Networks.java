package souk.gateway.data;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.placement.Fates;

/// In which network an endpoint is, by the address its name has now.
public final class Networks {
    /// Providers seldom move, and writes must not wait for a name server.
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    private record Found(String network, Instant until) {}

    public Networks(InstantSource clock) {
        this.clock = clock;
    }

    /// The network's prefix; the name itself while it has no address, which shares it with nobody but itself.
    String of(URI endpoint) {
        var now = clock.instant();
        return found.compute(
                        endpoint.getHost(),
                        (host, known) -> known != null && known.until.isAfter(now)
                                ? known
                                : new Found(network(host), now.plus(FRESH)))
                .network;
    }

    private static String network(String host) {
        try {
            return Fates.network(InetAddress.getByName(host).getAddress());
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
