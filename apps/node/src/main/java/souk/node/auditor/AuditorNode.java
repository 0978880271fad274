package souk.node.auditor;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import souk.assurance.AuditStore;
import souk.assurance.Auditor;
import souk.assurance.AuditorOptions;
import souk.assurance.ChallengeVerifier;
import souk.assurance.FileAuditStore;
import souk.availability.Dispersal;
import souk.availability.PublicRecord;
import souk.availability.RecordKind;
import souk.availability.RecordPublisher;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.record.Cid;
import souk.economy.Utilisation;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.ledger.Pool;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.NodeServer;
import souk.net.Peer;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.Beat;
import souk.node.process.LedgerFeed;
import souk.node.process.NodeContext;
import souk.node.process.Parts;
import souk.node.process.Role;
import souk.sdk.records.CustodyCommittee;
import souk.sdk.records.HttpCustodians;
import souk.sql.Documents;
import souk.sql.Sqlite;
import souk.sql.SqliteRecordStore;
import souk.trust.AccountKey;
import souk.trust.Did;
import souk.trust.NodeKey;
import souk.trust.TlsIdentity;

/// A bonded auditor.
public final class AuditorNode implements Role {
    /// After an epoch's end the parties get this long to sign its root.
    private static final Duration SIGNING = Duration.ofSeconds(8);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration ANCHOR = Duration.ofMinutes(2);
    /// Epochs that a restarted auditor still catches up with.
    private static final int CATCH_UP = 3;

    /// Of a provider in an epoch, for its availability and latency.
    private static final int PROBES = 20;
    /// A probe that takes longer is no answer: one provider that stands still must not cost the others their probes.
    private static final NodeClient.Options PROBING =
            new NodeClient.Options(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2), 4);
    /// An auditor is fined for silence a lease and epoch, and has no lot any more below the least bond.
    private static final BigInteger BOND_FACTOR = BigInteger.TEN;

    private final NodeContext node;
    private final Parts parts = new Parts();
    private long audited;

    public AuditorNode(NodeContext node) {
        this.node = node;
    }

    @Override
    public void start() {
        register();
        var database = parts.keep(
                Sqlite.open(node.folder().resolve("node.db"), List.of(Documents.SCHEMA, SqliteRecordStore.SCHEMA)));
        var documents = new Documents(database);
        var client = parts.keep(new NodeClient(
                TlsIdentity.of(node.node()),
                NodeClient.Options.defaults(),
                node.shared().random()));
        var leases = listen(new StorageLeases(epoch()));
        var randomness = listen(new Randomness(node.ledger()));
        var disputes = listen(new LedgerDisputes(node.ledger()));
        var log = new AuditLog(documents);
        var publisher = publisher(client, database);
        var committee = new CustodyCommittee(node.ledger(), node.clock());
        var store = parts.keep(FileAuditStore.open(node.folder().resolve("audits.jsonl")));
        var auditor = new Auditor(
                AuditorOptions.LOCAL,
                new Auditor.Ports(
                        leases,
                        new HttpProbe(client, node.ledger()),
                        randomness,
                        (name, bytes) -> publish(log, publisher, committee, name, bytes),
                        disputes,
                        store),
                verifier(),
                node.clock());
        var shares = new RewardLog(
                documents.collection("rewards"),
                publisher,
                committee,
                node.node().did().text(),
                node.clock());
        var routes = new ArrayList<>(log.routes());
        routes.addAll(shares.routes());
        routes.add(Route.get("/v1/scores", request -> scores(store)));
        parts.keep(NodeServer.start(
                TlsIdentity.of(node.node()),
                NodeServer.Options.of("127.0.0.1", node.member().port()),
                routes,
                node.shared().metrics(),
                node.shared().random()));
        parts.keep(new Beat(node.member().name() + "-audit", TICK, () -> audit(auditor, randomness, log)));
        startServiceAudits(documents, store);
        startRewards(shares);
        var prices = new PriceReports(
                command -> node.ledger().submit(command, Finality.INCLUDED),
                node.shared().prices(),
                () -> utilisation(client),
                epoch(),
                node.clock());
        parts.keep(new Beat(node.member().name() + "-prices", TICK, prices::tick));
        parts.keep(new Beat(node.member().name() + "-records", ANCHOR, () -> {
            publisher.retry(committee.current());
            publisher.anchorBatch();
        }));
    }

    /// Probes have a beat of their own: a slow provider must not make the auditor miss a deadline.
    private void startServiceAudits(Documents documents, AuditStore store) {
        var sessions = listen(new ServiceSessions(node.address()));
        var client = parts.keep(new NodeClient(
                TlsIdentity.of(node.node()), PROBING, node.shared().random()));
        var probe = new HttpProbe(client, node.ledger());
        var audits = new ServiceAudits(
                node.address(),
                command -> node.ledger().submit(command, Finality.INCLUDED),
                sessions,
                probe::time,
                store::outcome,
                new StoredMeasurements(documents.collection("measurements"), node.address()),
                epoch(),
                node.shared().random(),
                node.clock());
        parts.keep(new Beat(node.member().name() + "-services", TICK, audits::tick));
        parts.keep(new Beat(node.member().name() + "-probes", epoch().dividedBy(PROBES), audits::probe));
    }

    private void startRewards(RewardLog shares) {
        var market = node.shared().market();
        var rounds = listen(new RewardRounds(
                node.address(),
                command -> node.ledger().submit(command, Finality.INCLUDED),
                market::rewardLimit,
                shares,
                epoch(),
                market.rewardEpoch(),
                node.clock()));
        parts.keep(new Beat(node.member().name() + "-rewards", TICK, rounds::tick));
    }

    /// Audits the epochs that ended long enough ago, then looks after open challenges.
    private void audit(Auditor auditor, Randomness randomness, AuditLog log) {
        long last = node.clock().instant().minus(SIGNING).getEpochSecond() / epoch().toSeconds() - 1;
        for (long number = Math.max(audited + 1, last - CATCH_UP); number <= last; number++) {
            randomness.pin(number);
            if (randomness.of(number).isEmpty()) {
                return;
            }
            auditor.runEpoch(number).forEach(log::add);
            audited = number;
        }
        auditor.tick();
    }

    /// Each auditor begins with another relay, so that no single one is believed by all; one that is away is passed
    /// over.
    private List<Utilisation> utilisation(NodeClient client) {
        var relays = new ArrayList<>(node.shared().members().relays());
        Collections.rotate(relays, -Integer.parseInt(node.member().name().replaceAll("\\D", "")) + 1);
        Optional<SoukException> last = Optional.empty();
        for (var relay : relays) {
            try {
                return utilisation(client, relay.peer());
            } catch (SoukException e) {
                last = Optional.of(e);
            }
        }
        throw last.orElseThrow();
    }

    private static List<Utilisation> utilisation(NodeClient client, Peer relay) {
        return client.call(relay, Method.GET, "/v1/utilisation")
                .json()
                .array("utilisation")
                .objects()
                .map(Utilisation::from)
                .toList();
    }

    private ChallengeVerifier verifier() {
        return new ChallengeVerifier(
                (message, signature, signer) -> AccountKey.verify(node.domain(), message, signature, signer),
                (provider, message, signature) -> node.ledger()
                        .provider(provider)
                        .map(it -> NodeKey.verify(Did.of(it.nodeKey()), message, signature.bytes()))
                        .orElse(false));
    }

    private RecordPublisher publisher(NodeClient client, Sqlite database) {
        return new RecordPublisher(
                new SqliteRecordStore(database),
                new Dispersal(new HttpCustodians(client), NodeKey::isSigned),
                (root, count) -> node.ledger()
                        .submit(new LedgerCommand.AnchorRecords(root, currentEpoch(), count), Finality.INCLUDED)
                        .transaction()
                        .hex());
    }

    /// Keeps the bytes here and gives them to the custodians, once. The public record wraps them: its body is
    /// the
    /// evidence.
    private void publish(
            AuditLog log, RecordPublisher publisher, CustodyCommittee committee, Cid name, byte[] canonical) {
        if (log.keeps(name)) {
            return;
        }
        var record = new PublicRecord(
                RecordKind.AUDIT_EVIDENCE,
                node.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                node.node().did().text(),
                Json.parseObject(canonical));
        log.keep(name, canonical, publisher.publish(record, committee.current()));
    }

    private Response scores(AuditStore store) {
        var scores = node.ledger().providers().stream()
                .flatMap(it -> store.score(it.account()).stream())
                .map(it -> it.toJson())
                .toList();
        return Response.json(Json.object().put("scores", Json.array(scores)).build());
    }

    /// Bonded in the auditors' pool, and free to post bonds for challenges.
    private void register() {
        var ledger = node.ledger();
        var addresses = node.shared().market().addresses();
        var balance = ledger.balance(node.address(), addresses.stakeAsset());
        boolean registered = node.folder().resolve("registered").toFile().exists();
        if (registered) {
            return;
        }
        var bond = ledger.parameters().minAuditorBond().multiply(BOND_FACTOR);
        ledger.submit(
                new LedgerCommand.Approve(addresses.token(), LedgerCommand.Spender.AUDITORS, bond), Finality.INCLUDED);
        ledger.submit(
                new LedgerCommand.Approve(addresses.token(), LedgerCommand.Spender.AUDIT, balance.held()),
                Finality.INCLUDED);
        ledger.submit(
                new LedgerCommand.JoinPool(Pool.AUDITORS, node.node().publicKey(), node.endpoint(), bond),
                Finality.FINAL);
        try {
            java.nio.file.Files.writeString(node.folder().resolve("registered"), "");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Duration epoch() {
        return Duration.ofSeconds(node.plan().epochSeconds());
    }

    private long currentEpoch() {
        return node.clock().instant().getEpochSecond() / epoch().toSeconds();
    }

    private <L extends LedgerFeed.Listener> L listen(L listener) {
        node.shared().feed().add(listener);
        parts.keep(() -> node.shared().feed().remove(listener));
        return listener;
    }

    @Override
    public void close() {
        parts.close();
    }
}
