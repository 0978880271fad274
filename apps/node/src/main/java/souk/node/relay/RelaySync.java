package souk.node.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.value.Digest;
import souk.economy.OfferListing;
import souk.economy.OrderBook;
import souk.economy.Reconciliation;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;

/// Takes over from other relays the offers that this one has not heard of. Each relay does, so all
/// come to list the same. Offers are checked as if their providers had sent them; nothing else of another relay is
/// believed.
final class RelaySync {
    static final String DIFFERENCES = "/v1/offers/differences";
    static final String LISTINGS = "/v1/offers/listings";

    /// Listings of one answer.
    static final int PAGE = 50;
    /// Offers taken over in a round; what is left comes with the next.
    private static final int MOST = 2_000;
    /// An offer that was refused, since ours is newer or its provider has too little stake, is looked at
    /// again after this long: until then the other relay has our newer one, or its provider has published again.
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger(RelaySync.class.getName());

    private final OrderBook book;
    private final NodeClient client;
    private final List<Peer> others;
    private final InstantSource clock;
    private final Set<Digest> refused = new HashSet<>();
    private Instant forgotten;

    RelaySync(OrderBook book, NodeClient client, List<Peer> others, InstantSource clock) {
        this.book = book;
        this.client = client;
        this.others = others;
        this.clock = clock;
        this.forgotten = clock.instant();
    }

    /// One round with each of the others; who is away is asked again in the next.
    void tick() {
        if (forgotten.plus(REFUSED).isBefore(clock.instant())) {
            refused.clear();
            forgotten = clock.instant();
        }
        for (var other : others) {
            try {
                take(other);
            } catch (SoukException e) {
                LOG.log(System.Logger.Level.DEBUG, "relay.unreconciled code={0} reason={1}", e.code(), e.getMessage());
            }
        }
    }

    private void take(Peer other) {
        var missing = Reconciliation.missing(
                book.hashes(),
                ranges -> {
                    var body = Json.object()
                            .put(
                                    "ranges",
                                    Json.array(ranges.stream()
                                            .map(it -> it.toJson())
                                            .toList()))
                            .build();
                    return Reconciliation.Answer.from(
                            client.call(other, Method.POST, DIFFERENCES, Map.of(), Body.json(body))
                                    .json());
                },
                MOST + refused.size());
        var wanted =
                missing.stream().filter(it -> !refused.contains(it)).limit(MOST).toList();
        for (int from = 0; from < wanted.size(); from += PAGE) {
            fetch(other, wanted.subList(from, Math.min(wanted.size(), from + PAGE)));
        }
    }

    private void fetch(Peer other, List<Digest> hashes) {
        var body = Json.object()
                .put("hashes", Json.texts(hashes.stream().map(Digest::hex).toList()))
                .build();
        var answer = client.call(other, Method.POST, LISTINGS, Map.of(), Body.json(body))
                .json();
        refused.addAll(hashes);
        answer.array("listings").objects().map(OfferListing::from).forEach(this::list);
    }

    private void list(OfferListing listing) {
        try {
            refused.remove(book.publish(listing));
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.DEBUG, "relay.refused code={0} reason={1}", e.code(), e.getMessage());
        }
    }
}
