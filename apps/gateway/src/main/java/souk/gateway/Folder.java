package souk.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.evm.MarketAddresses;
import souk.gateway.market.StoragePolicy;
import souk.gateway.recovery.SnapshotKeeper;
import souk.gateway.s3.Account;
import souk.gateway.store.TenantId;
import souk.net.Peer;
import souk.trust.Did;
import souk.trust.KeyStoreFile;
import souk.trust.Password;
import souk.trust.sigv4.Credentials;

/// The market's folder as the gateway reads it.
///
/// @param number of the gateway in its namespace, from 1
record Folder(Path root, int number) {
    /// Buckets and objects.
    static final String METADATA = "gateway.db";
    /// The keys of the doors' accounts.
    static final String CREDENTIALS = "credentials.json";
    /// Leases, shards and payments.
    static final String MARKET = "market.db";

    private static final String METADATA_LOG = "metadata.json";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SECRET_PATIENCE = Duration.ofSeconds(60);

    /// The first ports of the second gateway and those after it: what the nodes of a market leave free.
    private static final int MORE_GATEWAYS = 7;

    record Plan(int basePort, int gateway, StoragePolicy storage, Duration epoch, SnapshotKeeper.Rhythm snapshots) {
        URI chain() {
            return URI.create("http://127.0.0.1:" + basePort);
        }

        int s3Port() {
            return basePort + (gateway == 1 ? 1 : MORE_GATEWAYS + 2 * (gateway - 2));
        }

        int apiPort() {
            return s3Port() + 1;
        }
    }

    /// A node of the market as the deployment names it.
    record Member(String name, String role, Address account, Peer peer) {}

    /// @param members by name
    record Deployment(MarketAddresses addresses, Map<String, Member> members) {
        /// At least one.
        List<Peer> relays() {
            var relays = role("RELAY").stream().map(Member::peer).toList();
            if (relays.isEmpty()) {
                throw new SoukException(ErrorCode.NOT_FOUND, "the deployment names no relay");
            }
            return relays;
        }

        List<Member> auditors() {
            return role("AUDITOR");
        }

        private List<Member> role(String role) {
            return members.values().stream()
                    .filter(member -> member.role.equals(role))
                    .toList();
        }
    }

    Plan plan(Duration limit) {
        var json = await(root.resolve("market.json"), limit);
        return new Plan(
                (int) json.integer("basePort"),
                number,
                StoragePolicy.of(json),
                Duration.ofSeconds(json.integer("epochSeconds")),
                SnapshotKeeper.Rhythm.of(json));
    }

    Deployment deployment(Duration limit) {
        var json = await(root.resolve("deployment.json"), limit);
        var members = new TreeMap<String, Member>();
        var nodes = json.object("nodes");
        for (var name : nodes.members().keySet()) {
            var node = nodes.object(name);
            var peer = new Peer(new Did(node.text("did")), URI.create(node.text("endpoint")));
            members.put(name, new Member(name, node.text("role"), new Address(node.text("account")), peer));
        }
        return new Deployment(MarketAddresses.from(json.object("contracts")), members);
    }

    /// The accounts of the S3 and REST doors.
    List<Account> accounts(Duration limit) {
        return credentials(limit)
                .array("accounts")
                .objects()
                .map(account -> new Account(
                        new Credentials(account.text("accessKey"), account.text("secretKey")),
                        new TenantId(account.text("tenant")),
                        account.text("name")))
                .toList();
    }

    JsonObject credentials(Duration limit) {
        return await(root.resolve(CREDENTIALS), limit);
    }

    KeyStoreFile ownKeys() {
        return keys(secrets());
    }

    /// Secret of a name in a key store that all gateways of the namespace have; the first one draws it.
    byte[] secret(Supplier<KeyStoreFile> store, String name, SecureRandom random) {
        long end = System.nanoTime() + SECRET_PATIENCE.toNanos();
        while (number > 1 && !store.get().names().contains(name) && System.nanoTime() < end) {
            sleep("the first gateway");
        }
        return number == 1
                ? store.get().secretOrCreate(name, random)
                : store.get().secret(name);
    }

    /// Where the log is that several gateways share, if there are several.
    Optional<URI> metadataLog() {
        return read(secrets().resolve(METADATA_LOG)).map(json -> URI.create(json.text("url")));
    }

    /// Says so for the next start; the address has a password in it.
    void keepMetadataLog(URI place) throws IOException {
        var file = secrets().resolve(METADATA_LOG);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, Json.object().put("url", place.toString()).build().canonical());
    }

    KeyStoreFile tenantKeys(TenantId tenant) {
        return keys(secrets().resolve("tenants").resolve(tenant.value()));
    }

    /// Of this gateway: its databases.
    Path gateway() {
        return number == 1 ? secrets() : root.resolve("gateway-" + number);
    }

    /// Those of all gateways that are or were here.
    List<Path> gateways() throws IOException {
        try (var found = Files.list(root)) {
            return found.filter(Files::isDirectory)
                    .filter(each -> each.getFileName().toString().matches("gateway(-[0-9]+)?"))
                    .sorted()
                    .toList();
        }
    }

    /// Of all gateways: their keys.
    Path secrets() {
        return root.resolve("gateway");
    }

    private static KeyStoreFile keys(Path folder) {
        var file = folder.resolve("keys.p12");
        if (Files.notExists(file)) {
            throw new SoukException(
                    ErrorCode.NOT_FOUND,
                    "the key store " + file + " is missing: rebuild the gateway with ./souk recover, or make a new"
                            + " market with ./souk up --data DIR");
        }
        return KeyStoreFile.open(file, Password.fromFile(folder.resolve("password")));
    }

    private static JsonObject await(Path file, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            var read = read(file);
            if (read.isPresent()) {
                return read.get();
            }
            if (System.nanoTime() > end) {
                throw new SoukException(
                        ErrorCode.NOT_FOUND,
                        "there is no " + file + " after " + limit.toSeconds() + " s: start the market with ./souk up");
            }
            sleep(file.toString());
        }
    }

    private static void sleep(String what) {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for " + what, e);
        }
    }

    private static Optional<JsonObject> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Json.parseObject(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
