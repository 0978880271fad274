package souk.evm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import souk.core.eip712.TypedData;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.ledger.BasePrice;
import souk.ledger.EventIndex;
import souk.ledger.Finality;
import souk.ledger.InMemoryEventIndex;
import souk.ledger.InMemoryOutbox;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.MarketParameters;
import souk.ledger.Outbox;
import souk.trust.AccountKey;

/// A market on a real Anvil of its own, for one test class.
final class LocalMarket implements AutoCloseable {
    private static final BigInteger COIN = BigInteger.TEN.pow(18);
    /// The first of the accounts that Anvil gives coins to; its mnemonic is public.
    static final AccountKey DEPLOYER =
            AccountKey.of(HexFormat.of().parseHex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));

    /// The one price that is listed.
    static final BasePrice STORAGE = new BasePrice(
            ResourceClass.STORAGE,
            new Region("eu-west-1"),
            BigInteger.valueOf(1_000_000),
            500_000,
            BigInteger.valueOf(500_000),
            BigInteger.valueOf(2_000_000));

    /// What the openings of tests differ in.
    record Terms(BigInteger price, BigInteger deposit, Digest priceIndex, int maxDeviation) {}

    private long orders;

    final Anvil anvil;
    final Outbox outbox = new InMemoryOutbox();
    final EventIndex index = new InMemoryEventIndex();
    final EvmChain chain;
    final EvmMarket market;
    final Ledger treasury;

    private LocalMarket(Anvil anvil) {
        this.anvil = anvil;
        this.chain = EvmChain.connect(options(anvil), outbox, InstantSource.system());
        var signer = TransactionSigner.of(DEPLOYER);
        var addresses = MarketDeployment.deploy(
                chain, signer, MarketParameters.local(), List.of(STORAGE), Duration.ofMinutes(1));
        this.market = EvmMarket.open(chain, addresses, index);
        this.treasury = market.ledger(signer);
    }

    static LocalMarket start(Path folder, Duration blockTime) {
        return new LocalMarket(startAnvil(folder, blockTime));
    }

    static Anvil startAnvil(Path folder, Duration blockTime) {
        return Anvil.start(anvilOptions(folder, blockTime), InstantSource.system());
    }

    static AnvilOptions anvilOptions(Path folder, Duration blockTime) {
        return new AnvilOptions(binary(), freePort(), 31_337, blockTime, folder);
    }

    static EvmOptions options(Anvil anvil) {
        return EvmOptions.local(anvil.endpoint()).withPoll(Duration.ofMillis(50));
    }

    /// A new account with coins, test money and stake tokens.
    AccountKey newAccount() {
        var key = AccountKey.generate(new SecureRandom());
        var to = key.address();
        var stake = COIN.multiply(BigInteger.valueOf(10_000));
        var money = BigInteger.TEN.pow(9);
        treasury.submit(new LedgerCommand.TransferCoin(to, COIN.multiply(BigInteger.TEN)), Finality.INCLUDED);
        treasury.submit(new LedgerCommand.TransferAsset(market.addresses().token(), to, stake), Finality.INCLUDED);
        treasury.submit(new LedgerCommand.MintTestAsset(market.addresses().stablecoin(), to, money), Finality.INCLUDED);
        return key;
    }

    /// What opens a lease of one unit for a day, signed by both.
    LedgerCommand.Opening opening(AccountKey provider, AccountKey payer, ResourceClass resourceClass, Terms terms) {
        var validUntil = chain.head().at().plus(Duration.ofHours(1));
        var prices = new UnitPrices(List.of(terms.price()));
        var offer = new Offer(
                provider.address(),
                resourceClass,
                Digest.ZERO,
                market.addresses().stablecoin(),
                prices,
                BigInteger.TEN,
                Duration.ofMinutes(1),
                Duration.ofDays(30),
                Duration.ofMinutes(1),
                Digest.ZERO,
                Instant.EPOCH,
                validUntil,
                0,
                Digest.ZERO);
        var order = new Order(
                payer.address(),
                payer.address(),
                resourceClass,
                Digest.ZERO,
                market.addresses().stablecoin(),
                prices,
                BigInteger.ONE,
                Duration.ofDays(1),
                terms.deposit(),
                Digest.ZERO,
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                terms.priceIndex(),
                terms.maxDeviation(),
                validUntil,
                ++orders,
                Digest.ZERO);
        var quote = new Quote(offer.structHash(), order.structHash(), prices, validUntil);
        return new LedgerCommand.Opening(offer, signed(payer, order), signed(provider, quote));
    }

    <T extends TypedData.Message> Signed<T> signed(AccountKey signer, T message) {
        return new Signed<>(message, signer.sign(market.addresses().domain(), message));
    }

    @Override
    public void close() {
        market.close();
        chain.close();
        anvil.kill();
    }

    /// Skips the test where the contracts' tools were not installed (`npm ci` in contracts/).
    private static Path binary() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var binary = folder.resolve("contracts/node_modules/.bin/anvil");
            if (Files.isExecutable(binary)) {
                return binary;
            }
        }
        return Assumptions.abort("anvil is not installed: run npm ci in contracts/");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
