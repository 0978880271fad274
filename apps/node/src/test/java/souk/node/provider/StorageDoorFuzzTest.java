package souk.node.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.eip712.TypedData;
import souk.core.fuzz.Fuzz;
import souk.core.market.InventoryRoot;
import souk.core.market.LeaseAccess;
import souk.core.market.Signed;
import souk.core.merkle.MerkleHasher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.net.Metrics;
import souk.net.NodeServer;
import souk.net.Route;
import souk.storage.ShardStore;
import souk.storage.StoreOptions;
import souk.trust.AccountKey;
import souk.trust.NodeKey;
import souk.trust.TlsIdentity;

/// Whole requests of the shard protocol over mutual TLS, from a node that has the payer's leave, wrong in every other
/// way: none may be an internal error, and none may break the store.
final class StorageDoorFuzzTest {
    private static final int INPUTS = 600;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final LeaseId LEASE = new LeaseId("0x" + "11".repeat(32));
    private static final TypedData.Domain DOMAIN = new TypedData.Domain(31_337, new Address("0x" + "22".repeat(20)));
    private static final byte[] SHARD = "x".repeat(1_024).getBytes(ISO_8859_1);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path folder;

    private final AccountKey payer = AccountKey.generate(RANDOM);
    private final NodeKey provider = NodeKey.generate(RANDOM);
    private final NodeKey gateway = NodeKey.generate(RANDOM);
    private ShardStore store;
    private NodeServer server;

    @BeforeEach
    void open() {
        store = ShardStore.open(folder, StoreOptions.ofQuota(16 << 20).withMinimumFree(0), CLOCK, RANDOM);
        var guard = new LeaseGuard(
                lease -> lease.equals(LEASE) ? Optional.of(payer.address()) : Optional.empty(), DOMAIN, CLOCK);
        var door = new StorageDoor(
                store, lease -> {}, guard, provider, AccountKey.generate(RANDOM), DOMAIN, CLOCK, new Metrics());
        var routes = new ArrayList<Route>(guard.routes());
        routes.addAll(door.routes());
        var options = new NodeServer.Options("127.0.0.1", 0, 64, 64, Duration.ofSeconds(10), Duration.ofSeconds(2));
        server = NodeServer.start(TlsIdentity.of(provider), options, routes, new Metrics(), RANDOM);
    }

    @AfterEach
    void close() {
        server.close();
        store.close();
    }

    @Test
    void noRequestIsAnInternalError() throws Exception {
        var introduced = exchange("POST /v1/leases/" + LEASE.hex() + "/access\n\n" + access());
        assertThat(introduced).startsWith("HTTP/1.1 204");

        Fuzz.of("shards").run(INPUTS, input -> {
            var answer = exchange(new String(input, ISO_8859_1));
            assertThat(answer).doesNotStartWith("HTTP/1.1 500");
        });

        assertThat(exchange("PUT /v1/leases/" + LEASE.hex() + "/shards/ROOT?expires=EXPIRES\n\nSHARD"))
                .startsWith("HTTP/1.1 201");
        assertThat(exchange("GET /v1/leases/" + LEASE.hex() + "/shards/ROOT\n\n"))
                .startsWith("HTTP/1.1 200");
    }

    private String exchange(String text) throws IOException {
        var filled = text.replace("LEASE", LEASE.hex())
                .replace("ROOT", MerkleHasher.rootOf(SHARD).hex())
                .replace("EXPIRES", Long.toString(CLOCK.instant().getEpochSecond() + 86_400))
                .replace("SIGNED", signedRoot())
                .replace("SHARD", new String(SHARD, ISO_8859_1));
        int blank = filled.indexOf("\n\n");
        var head = blank < 0 ? filled : filled.substring(0, blank);
        var body = (blank < 0 ? "" : filled.substring(blank + 2).stripTrailing()).getBytes(ISO_8859_1);
        int line = head.indexOf('\n');
        var first = line < 0 ? head : head.substring(0, line);
        var headers = line < 0 ? "" : head.substring(line + 1).replace("\n", "\r\n") + "\r\n";
        var length = headers.toLowerCase(java.util.Locale.ROOT).contains("content-length")
                ? ""
                : "Content-Length: " + body.length + "\r\n";
        return send(first + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers + length + "\r\n", body);
    }

    private String send(String head, byte[] body) throws IOException {
        var context = TlsIdentity.of(gateway).clientContext(provider.did());
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setSSLParameters(TlsIdentity.clientParameters());
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (javax.net.ssl.SSLException | java.net.SocketException e) {
            // Closed on us while we still sent.
            return "";
        }
    }

    private String access() {
        var leave = new LeaseAccess(
                LEASE,
                gateway.publicKey(),
                CLOCK.instant().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS));
        return Signed.toJson(leave.toJson(), payer.sign(DOMAIN, leave)).toString();
    }

    private String signedRoot() {
        var root = new InventoryRoot(LEASE, 1, Digest.ZERO, 1_024, 1);
        return Signed.toJson(root.toJson(), payer.sign(DOMAIN, root)).toString();
    }
}
