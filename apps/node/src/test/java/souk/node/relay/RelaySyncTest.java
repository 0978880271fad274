package souk.node.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.core.market.Offer;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.economy.ConstraintLanguage;
import souk.economy.Hardware;
import souk.economy.InMemoryOfferStore;
import souk.economy.OfferListing;
import souk.economy.OrderBook;
import souk.economy.ProviderProfile;
import souk.net.Metrics;
import souk.net.NodeClient;
import souk.net.NodeServer;
import souk.net.Peer;
import souk.node.process.MarketHistory;
import souk.node.process.Parts;
import souk.trust.NodeKey;
import souk.trust.TlsIdentity;

/// Relays with their doors, over real sockets.
final class RelaySyncTest {
    private static final Address ASSET = new Address("0x" + "a".repeat(40));
    private static final Signature SIGNATURE = new Signature("0x" + "1".repeat(2 * Signature.BYTES));
    private static final Signature FORGED = new Signature("0x" + "2".repeat(2 * Signature.BYTES));

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final SecureRandom random = new SecureRandom();
    private final Parts parts = new Parts();
    private final OrderBook one = book(true);
    private final OrderBook two = book(true);

    @AfterEach
    void close() {
        parts.close();
    }

    @Test
    void takesOverWhatTheOtherListsAndNothingElseChanges() {
        for (int provider = 1; provider <= 120; provider++) {
            (provider % 3 == 0 ? two : one).publish(listing(provider, 1, SIGNATURE));
        }

        sync(one, serve(two)).tick();
        sync(two, serve(one)).tick();

        assertThat(one.size()).isEqualTo(120);
        assertThat(two.hashes()).isEqualTo(one.hashes());
    }

    @Test
    void theNewerOfferOfAProviderWins() {
        one.publish(listing(1, 1, SIGNATURE));
        two.publish(listing(1, 2, SIGNATURE));
        var ofOne = sync(one, serve(two));
        var ofTwo = sync(two, serve(one));

        ofTwo.tick();
        assertThat(two.hashes()).containsExactly(listing(1, 2, SIGNATURE).offerHash());
        ofOne.tick();

        assertThat(one.hashes()).isEqualTo(two.hashes());
    }

    @Test
    void takesNoOfferThatItsProviderDidNotSign() {
        var careless = book(false);
        careless.publish(listing(1, 1, FORGED));
        careless.publish(listing(2, 1, SIGNATURE));

        sync(one, serve(careless)).tick();

        assertThat(one.hashes()).containsExactly(listing(2, 1, SIGNATURE).offerHash());
    }

    private OrderBook book(boolean checks) {
        return new OrderBook(
                new InMemoryOfferStore(),
                _ -> Optional.empty(),
                (_, signature, _) -> !checks || signature.equals(SIGNATURE),
                ConstraintLanguage.NONE,
                () -> now,
                1_000);
    }

    private Peer serve(OrderBook book) {
        var key = NodeKey.generate(random);
        var metrics = new Metrics();
        var gate = RelayGate.of(_ -> BigInteger.ZERO, System::nanoTime, metrics, "relay");
        var door = new RelayDoor(book, new Utilisations(new MarketHistory()), gate, () -> now);
        var server = parts.keep(NodeServer.start(
                TlsIdentity.of(key), NodeServer.Options.of("127.0.0.1", 0), door.routes(), metrics, random));
        return new Peer(key.did(), server.endpoint());
    }

    private RelaySync sync(OrderBook book, Peer other) {
        var client = parts.keep(
                new NodeClient(TlsIdentity.of(NodeKey.generate(random)), NodeClient.Options.defaults(), random));
        return new RelaySync(book, client, List.of(other), () -> now);
    }

    private OfferListing listing(int provider, long nonce, Signature signature) {
        var profile = new ProviderProfile(new Region("eu-west-1"), "IE", List.of(), new Hardware(1, 1, 1));
        var offer = new Offer(
                new Address("0x" + "%040x".formatted(provider)),
                ResourceClass.STORAGE,
                profile.digest(),
                ASSET,
                UnitPrices.of(1, 1, 1, 1, 1),
                BigInteger.TEN,
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Duration.ofMinutes(1),
                Digest.ZERO,
                now,
                now.plusSeconds(600),
                nonce,
                Digest.ZERO);
        return new OfferListing(new Signed<>(offer, signature), profile, "https://127.0.0.1:1", Digest.ZERO);
    }
}
