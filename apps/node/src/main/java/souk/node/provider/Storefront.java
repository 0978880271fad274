package souk.node.provider;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.market.Offer;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;
import souk.economy.CapacityLedger;
import souk.economy.Claims;
import souk.economy.Hardware;
import souk.economy.OfferListing;
import souk.economy.PriceKey;
import souk.economy.ProviderProfile;
import souk.economy.QuoteDesk;
import souk.economy.RuntimeName;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;
import souk.node.market.PricingFile;
import souk.node.process.NodeContext;
import souk.sdk.market.PriceBoard;

/// Keeps this provider's offers signed, current and listed at the relay.
///
/// The ledger counts an offer's capacity down and never up, so when leases have ended a new offer with what is
/// free
/// takes the place of the old one.
final class Storefront {
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final Duration RENEW_BEFORE = Duration.ofDays(1);
    private static final Duration MIN_LEASE = Duration.ofSeconds(1);
    private static final Duration MAX_LEASE = Duration.ofDays(366);
    private static final Duration NOTICE = Duration.ofMinutes(10);
    /// A relay that forgot, or was away, hears of us again after this long.
    private static final Duration REPEAT = Duration.ofSeconds(30);
    private static final String CLAIMS = "profile.json";
    /// An offer is signed anew when its price is off by more than one part in this many.
    private static final BigInteger WORTH = BigInteger.valueOf(100);

    private static final System.Logger LOG = System.getLogger(Storefront.class.getName());

    private final NodeContext node;
    private final NodeClient client;
    private final CapacityLedger capacity;
    private final QuoteDesk desk;
    private final ProviderProfile profile;
    private final Tariff fixed;
    private Tariff tariff;
    private OptionalInt indexed = OptionalInt.empty();
    private Instant toldAt = Instant.EPOCH;

    Storefront(NodeContext node, NodeClient client, CapacityLedger capacity, QuoteDesk desk, ForSale forSale) {
        this.node = node;
        this.client = client;
        this.capacity = capacity;
        this.desk = desk;
        this.profile = new ProviderProfile(
                node.member().region(),
                country(node.member().region().code()),
                List.of(RuntimeName.WASM),
                new Hardware(forSale.cpuMillis(), Runtime.getRuntime().maxMemory(), forSale.storageBytes()),
                claims(node.folder().resolve(CLAIMS)));
        this.fixed = Tariff.of(Integer.parseInt(node.member().name().replaceAll("\\D", "")));
        this.tariff = fixed;
    }

    /// Signs what has to be signed anew and tells the relay. Cheap when nothing changed.
    void tick() {
        var now = node.clock().instant();
        indexed = PricingFile.read(node.folder(), indexed);
        tariff = indexed.isPresent() ? new Tariff(indexed.getAsInt(), true) : fixed;
        boolean fresh = false;
        for (var resourceClass : ResourceClass.values()) {
            if (capacity.free(resourceClass).signum() > 0 && isStale(resourceClass, now)) {
                desk.post(sign(resourceClass, now));
                fresh = true;
            }
        }
        if (fresh || toldAt.plus(REPEAT).isBefore(now)) {
            publish(now);
        }
    }

    private boolean isStale(ResourceClass resourceClass, Instant now) {
        Optional<OfferListing> current = desk.offers().stream()
                .filter(it -> it.offer().message().resourceClass() == resourceClass)
                .findFirst();
        return current.isEmpty()
                || current.get()
                        .offer()
                        .message()
                        .validUntil()
                        .minus(RENEW_BEFORE)
                        .isBefore(now)
                || desk.remaining(current.get()).compareTo(capacity.free(resourceClass)) < 0
                || isElsewhere(current.get(), prices(resourceClass));
    }

    /// Whether the offer's first price is more than a hundredth off what is asked now. Less is not worth a
    /// signature.
    private static boolean isElsewhere(OfferListing current, UnitPrices now) {
        var offered = current.offer().message().unitPrices().values().getFirst();
        var asked = now.values().getFirst();
        return offered.subtract(asked).abs().multiply(WORTH).compareTo(offered) > 0;
    }

    private UnitPrices prices(ResourceClass resourceClass) {
        var asset = node.shared().market().addresses().stablecoin();
        var index = node.shared()
                .prices()
                .find(new PriceKey(resourceClass, asset, node.member().region()));
        return tariff.prices(resourceClass, index.map(PriceBoard.Listed::price));
    }

    private OfferListing sign(ResourceClass resourceClass, Instant now) {
        var salt = new byte[Digest.BYTES];
        node.shared().random().nextBytes(salt);
        var offer = new Offer(
                node.address(),
                resourceClass,
                profile.digest(),
                node.shared().market().addresses().stablecoin(),
                prices(resourceClass),
                capacity.free(resourceClass),
                MIN_LEASE,
                MAX_LEASE,
                NOTICE,
                Digest.ZERO,
                now,
                now.plus(VALIDITY),
                now.toEpochMilli(),
                Digest.of(salt));
        var signed = new Signed<>(offer, node.account().sign(node.domain(), offer));
        return new OfferListing(signed, profile, node.endpoint(), node.node().publicKey());
    }

    private void publish(Instant now) {
        for (var listing : new ArrayList<>(desk.offers())) {
            for (var relay : node.shared().members().relays()) {
                publish(listing, relay.peer(), now);
            }
        }
    }

    /// One relay is enough to be told; the others take it over from that one.
    private void publish(OfferListing listing, Peer relay, Instant now) {
        try {
            client.call(relay, Method.POST, "/v1/offers", Map.of(), Body.json(listing.toJson()))
                    .close();
            toldAt = now;
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.DEBUG, "offer.unpublished code={0} reason={1}", e.code(), e.getMessage());
        }
    }

    /// What the operator says beyond what the node knows: certificates, attestation, energy, grade, latency, and
    /// which orders it accepts.
    private static Claims claims(Path file) {
        if (Files.notExists(file)) {
            return Claims.NONE;
        }
        try {
            return Claims.from(Json.parseObject(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot read " + file, e);
        }
    }

    /// ISO 3166-1 code of where a region of the local market would be.
    private static String country(String region) {
        return switch (region) {
            case "eu-west-1" -> "IE";
            case "eu-central-1" -> "DE";
            case "ap-southeast-1" -> "SG";
            case "sa-east-1" -> "BR";
            default -> "US";
        };
    }
}
