package souk.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;
import souk.economy.Constraints;
import souk.economy.OfferListing;
import souk.economy.OrderListing;
import souk.evm.EvmChain;
import souk.evm.EvmMarket;
import souk.evm.EvmOptions;
import souk.evm.MarketAddresses;
import souk.evm.TransactionSigner;
import souk.gateway.market.Funds;
import souk.ledger.Finality;
import souk.ledger.InMemoryEventIndex;
import souk.ledger.InMemoryOutbox;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;
import souk.trust.AccountKey;
import souk.trust.Did;
import souk.trust.KeyStoreFile;
import souk.trust.NodeKey;
import souk.trust.Password;
import souk.trust.TlsIdentity;

/// A consumer without a gateway: an account of a local market that signs what it likes and sends it to whom it likes.
final class Consumer implements AutoCloseable {
    private static final BigInteger DEPOSIT = BigInteger.valueOf(1_000_000);

    private final SecureRandom random = new SecureRandom();
    private final JsonObject deployment;
    private final AccountKey account;
    private final NodeClient client;
    private final EvmChain chain;
    private final EvmMarket market;
    private final MarketAddresses addresses;

    /// @param tenant one that the gateway does nothing for meanwhile
    Consumer(Path data, int port, String tenant) throws IOException {
        var keys = data.resolve("gateway").resolve("tenants").resolve(tenant);
        this.deployment = Json.parseObject(Files.readAllBytes(data.resolve("deployment.json")));
        this.addresses = MarketAddresses.from(deployment.object("contracts"));
        this.account = KeyStoreFile.open(keys.resolve("keys.p12"), Password.fromFile(keys.resolve("password")))
                .accountKey();
        this.client = new NodeClient(TlsIdentity.of(NodeKey.generate(random)), NodeClient.Options.defaults(), random);
        this.chain = EvmChain.connect(
                EvmOptions.local(URI.create("http://127.0.0.1:" + port)), new InMemoryOutbox(), InstantSource.system());
        this.market = EvmMarket.open(chain, addresses, new InMemoryEventIndex());
    }

    /// The offers that a relay lists.
    Set<Digest> listed(String relay) {
        var hashes = new HashSet<Digest>();
        var cursor = "";
        do {
            var page = client.call(peer(relay), Method.GET, "/v1/offers?cursor=" + cursor)
                    .json();
            page.array("listings").objects().map(OfferListing::from).forEach(it -> hashes.add(it.offerHash()));
            cursor = page.text("next");
        } while (!cursor.isEmpty());
        return hashes;
    }

    /// An order for a tenth of a core, good for any provider.
    Signed<Order> order() {
        var ceilings = new UnitPrices(
                Collections.nCopies(ResourceClass.COMPUTE.meters().size(), BigInteger.TEN.pow(18)));
        var order = new Order(
                account.address(),
                account.address(),
                ResourceClass.COMPUTE,
                Digest.ZERO,
                addresses.paymentAsset().token(),
                ceilings,
                BigInteger.valueOf(100),
                Duration.ofHours(1),
                DEPOSIT,
                Digest.ZERO,
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                Instant.now().plusSeconds(300),
                Instant.now().toEpochMilli() << 8,
                Digest.of(random.generateSeed(Digest.BYTES)));
        return new Signed<>(order, account.sign(addresses.domain(), order));
    }

    /// What a relay finds for an order, the cheapest first.
    List<OfferListing> match(String relay, Signed<Order> order) {
        var body = Json.object()
                .put("order", new OrderListing(order, Constraints.NONE).toJson())
                .put("wanted", 3)
                .build();
        return client.call(peer(relay), Method.POST, "/v1/matches", Map.of(), Body.json(body))
                .json()
                .array("candidates")
                .objects()
                .map(OfferListing::from)
                .toList();
    }

    LedgerCommand.OpenLeases quoted(OfferListing listing, Signed<Order> order) {
        var provider = new Peer(Did.of(listing.nodeKey()), URI.create(listing.endpoint()));
        var body = new OrderListing(order, Constraints.NONE).toJson();
        var answer = client.call(provider, Method.POST, "/v1/quotes", Map.of(), Body.json(body))
                .json();
        var quote = Signed.from(answer.object("quote"), Quote::from);
        return new LedgerCommand.OpenLeases(
                List.of(new LedgerCommand.Opening(listing.offer().message(), order, quote)));
    }

    void fund() {
        new Funds(ledger(), account.address(), addresses.paymentAsset()).provide(DEPOSIT, 2);
    }

    void submit(LedgerCommand command) {
        ledger().submit(command, Finality.INCLUDED);
    }

    private Ledger ledger() {
        return market.ledger(TransactionSigner.of(account));
    }

    static Address provider(JsonObject deployment, String name) {
        return new Address(deployment.object("nodes").object(name).text("account"));
    }

    JsonObject deployment() {
        return deployment;
    }

    private Peer peer(String name) {
        var node = deployment.object("nodes").object(name);
        return new Peer(new Did(node.text("did")), URI.create(node.text("endpoint")));
    }

    @Override
    public void close() {
        client.close();
        try {
            market.close();
            chain.close();
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
