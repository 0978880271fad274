package souk.node.market;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.evm.EvmChain;
import souk.evm.EvmMarket;
import souk.evm.EvmOptions;
import souk.evm.MarketAddresses;
import souk.evm.MarketDeployment;
import souk.evm.TransactionSigner;
import souk.ledger.Finality;
import souk.ledger.InMemoryEventIndex;
import souk.ledger.InMemoryOutbox;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.MarketParameters;
import souk.trust.AccountKey;
import souk.trust.KeyStoreFile;
import souk.trust.Password;

/// Makes a new local market: keys for everybody, contracts on the chain, money in the accounts.
///
/// It writes `deployment.json` last. Interrupted before, it starts over with the same keys and new contracts.
final class Genesis {
    /// The accounts of the S3 door: each a tenant with a wallet and a root key of its own.
    static final List<String> ACCOUNTS = List.of("owner", "second", "tenant");

    /// The first of the accounts that Anvil gives coins to. Its key is public: it is worth nothing elsewhere.
    private static final String DEPLOYER = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final BigInteger COIN = BigInteger.TEN.pow(18);
    private static final BigInteger COINS = COIN.multiply(BigInteger.valueOf(10));
    /// Enough for its stake many times over, so that slashing can be watched for long.
    private static final BigInteger STAKE_TOKENS = COIN.multiply(BigInteger.valueOf(100_000));
    /// What providers may earn by serving well; what auditors are fined comes on top.
    private static final BigInteger REWARD_POOL = COIN.multiply(BigInteger.valueOf(100_000));
    /// A million of the test stablecoin, which has six decimals.
    private static final BigInteger MONEY = BigInteger.TEN.pow(12);

    private static final Duration TIMELOCK = Duration.ofMinutes(1);

    private final Home home;
    private final MarketPlan plan;
    private final Progress progress;
    private final SecureRandom random = new SecureRandom();

    Genesis(Home home, MarketPlan plan, Progress progress) {
        this.home = home;
        this.plan = plan;
        this.progress = progress;
    }

    /// @param save puts the chain on the disk: what names the contracts must not outlive them
    void run(Runnable save) {
        progress.step("making keys for " + plan.members().size() + " nodes and " + ACCOUNTS.size() + " accounts");
        var nodes = plan.members().stream().map(this::identity).toList();
        keys(home.gateway());
        var tenants = ACCOUNTS.stream().map(this::tenant).toList();
        var options = EvmOptions.local(URI.create("http://127.0.0.1:" + plan.chainPort()));
        try (var chain = EvmChain.connect(options, new InMemoryOutbox(), InstantSource.system())) {
            progress.step("deploying the contracts");
            var deployer = TransactionSigner.of(AccountKey.of(HexFormat.of().parseHex(DEPLOYER)));
            var addresses = MarketDeployment.deploy(chain, deployer, parameters(), plan.basePrices(), TIMELOCK);
            progress.step("funding the accounts");
            try (var market = EvmMarket.open(chain, addresses, new InMemoryEventIndex())) {
                fund(market.ledger(deployer), addresses, nodes, tenants);
            }
            save.run();
            write(addresses, nodes, tenants);
        }
    }

    private MarketParameters parameters() {
        return MarketParameters.local().withEpoch(Duration.ofSeconds(plan.epochSeconds()));
    }

    private record Identity(MarketPlan.Member member, KeyStoreFile keys) {
        Address account() {
            return keys.accountKey().address();
        }

        JsonObject toJson() {
            return Json.object()
                    .put("role", member.role().name())
                    .put("did", keys.nodeKey().did().text())
                    .put("account", account().hex())
                    .put("endpoint", "https://127.0.0.1:" + member.port())
                    .put("region", member.region().code())
                    .build();
        }
    }

    private record Tenant(String name, Address account) {}

    private Identity identity(MarketPlan.Member member) {
        return new Identity(member, keys(home.node(member.name())));
    }

    private Tenant tenant(String name) {
        var keys = keys(home.tenant(name));
        keys.secretOrCreate("root", random);
        return new Tenant(name, keys.accountKey().address());
    }

    private KeyStoreFile keys(Path folder) {
        if (!folder.toFile().isDirectory() && !folder.toFile().mkdirs()) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot make " + folder);
        }
        return KeyStoreFile.openOrCreate(
                folder.resolve("keys.p12"), Password.fromFileOrCreate(folder.resolve("password"), random), random);
    }

    /// All transfers at once: the deployer's account numbers them, and a few blocks take them all.
    private void fund(Ledger ledger, MarketAddresses addresses, List<Identity> nodes, List<Tenant> tenants) {
        var commands = new ArrayList<LedgerCommand>();
        for (var node : nodes) {
            commands.add(new LedgerCommand.TransferCoin(node.account(), COINS));
            commands.add(new LedgerCommand.TransferAsset(addresses.token(), node.account(), STAKE_TOKENS));
        }
        commands.add(new LedgerCommand.TransferAsset(addresses.token(), addresses.rewards(), REWARD_POOL));
        for (var tenant : tenants) {
            commands.add(new LedgerCommand.TransferCoin(tenant.account, COINS));
            commands.add(new LedgerCommand.MintTestAsset(addresses.stablecoin(), tenant.account, MONEY));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sent = new ArrayList<>();
            commands.forEach(command -> sent.add(threads.submit(() -> ledger.submit(command, Finality.INCLUDED))));
            for (var one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new SoukException(ErrorCode.LEDGER_REFUSED, "funding failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    private void write(MarketAddresses addresses, List<Identity> nodes, List<Tenant> tenants) {
        var accounts = tenants.stream()
                .map(tenant -> Json.object()
                        .put("name", tenant.name)
                        .put("tenant", tenant.name)
                        .put("account", tenant.account.hex())
                        .put(
                                "accessKey",
                                "SK"
                                        + text(15).toUpperCase(java.util.Locale.ROOT)
                                                .replaceAll("[^A-Z0-9]", "X"))
                        .put("secretKey", text(30))
                        .build())
                .toList();
        Home.write(
                home.credentials(),
                Json.object().put("accounts", Json.array(accounts)).build(),
                true);
        var members = Json.object();
        nodes.forEach(node -> members.put(node.member.name(), node.toJson()));
        Home.write(
                home.deployment(),
                Json.object()
                        .put("contracts", addresses.toJson())
                        .put("nodes", members.build())
                        .build(),
                false);
    }

    private String text(int bytes) {
        var secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
