package souk.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import souk.availability.Custodian;
import souk.availability.Heads;
import souk.availability.RecordHead;
import souk.availability.RecordReader;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.evm.EvmChain;
import souk.evm.EvmMarket;
import souk.evm.TransactionSigner;
import souk.gateway.recovery.Anchor;
import souk.gateway.recovery.Fence;
import souk.gateway.recovery.LogReader;
import souk.gateway.recovery.Recovery;
import souk.gateway.recovery.RecoveryBook;
import souk.gateway.recovery.RootKey;
import souk.gateway.store.Metadata;
import souk.ledger.Finality;
import souk.ledger.InMemoryEventIndex;
import souk.ledger.InMemoryOutbox;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.net.NodeClient;
import souk.sdk.records.CustodyCommittee;
import souk.sdk.records.HttpCustodians;
import souk.trust.Did;
import souk.trust.NodeKey;
import souk.trust.TlsIdentity;

/// Recovers a gateway into a folder of its market: finds what there is, takes over, and only then reads the
/// last of it.
final class GatewayRecovery {
    private static final Duration CHAIN_LIMIT = Duration.ofSeconds(20);
    private static final Duration INDEX_LIMIT = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Folder folder;
    private final RootKey root;
    private final InstantSource clock;
    private final SecureRandom random;

    /// What was recovered.
    ///
    /// @param changes commits after the snapshot
    record Recovered(Instant snapshot, long changes) {}

    GatewayRecovery(Folder folder, RootKey root, InstantSource clock, SecureRandom random) {
        this.folder = folder;
        this.root = root;
        this.clock = clock;
        this.random = random;
    }

    /// @param older whether an older snapshot will do
    /// @param gone whether the gateway before surely does not run any more
    /// @param progress told what goes on
    /// @throws SoukException `CONFLICT` when the folder holds a gateway; as [Recovery#find] and
    ///     [Recovery#restore]
    Recovered run(boolean older, boolean gone, Consumer<String> progress) {
        requireEmpty();
        var plan = folder.plan(Duration.ZERO);
        var deployment = folder.deployment(Duration.ZERO);
        try (var chain = EvmChain.connect(Gateway.options(plan.chain(), CHAIN_LIMIT), new InMemoryOutbox(), clock);
                var market = EvmMarket.open(chain, deployment.addresses(), new InMemoryEventIndex());
                var client = new NodeClient(TlsIdentity.of(root.heads()), NodeClient.Options.defaults(), random)) {
            var ledger = market.ledger(TransactionSigner.of(root.account()));
            progress.accept("· reading the ledger");
            var anchors = anchors(market, ledger);
            var recovery = new Recovery(root, new RecordReader(new HttpCustodians(client)), custodians(ledger), random);
            var found = recovery.find(anchors, older);
            progress.accept("· snapshot of " + found.takenAt() + ", " + (found.size() + 1023 >> 10) + " KiB"
                    + (found.newer() > 0 ? "; " + found.newer() + " newer ones cannot be read" : ""));
            var tenure = takeOver(market, ledger, found.epoch() + 1);
            if (!gone) {
                progress.accept("· waiting " + Fence.NOTICE.toSeconds() + " s, in which the gateway before, should it"
                        + " still run, notices that it was replaced (--old-gateway-is-gone does without)");
                pause(Fence.NOTICE);
            }
            progress.accept("· fetching");
            var head = lastHead(client, ledger, tenure, older, progress);
            var log = recovery.log(found, head, older);
            log.missing().ifPresent(cause -> progress.accept("· " + cause.getMessage()));
            var schemas = Map.of(Folder.METADATA, Metadata.MIGRATIONS, Folder.MARKET, Gateway.SCHEMA);
            write(recovery.restore(found, log, tenure, schemas, folder.gateway()));
            return new Recovered(found.takenAt(), log.changes());
        }
    }

    private void requireEmpty() {
        try {
            if (!isEmpty()) {
                throw new SoukException(
                        ErrorCode.CONFLICT,
                        folder.gateway() + " is not empty: a gateway is or was here. Stop it and move the folder away,"
                                + " or recover elsewhere with --data DIR");
            }
            Files.deleteIfExists(folder.gateway());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isEmpty() throws IOException {
        if (Files.notExists(folder.gateway())) {
            return true;
        }
        try (var found = Files.list(folder.gateway())) {
            return found.findAny().isEmpty();
        }
    }

    private List<Anchor> anchors(EvmMarket market, Ledger ledger) {
        awaitIndexed(market, market.chain().head().number());
        return Anchor.of(ledger, root.account().address());
    }

    private static void awaitIndexed(EvmMarket market, long block) {
        long end = System.nanoTime() + INDEX_LIMIT.toNanos();
        while (market.indexed() < block) {
            if (System.nanoTime() > end) {
                throw new SoukException(ErrorCode.DEADLINE_EXCEEDED, "the ledger's history could not be read in time");
            }
            pause(POLL);
        }
    }

    /// Everybody who ever was a provider: seats have moved since, and who left may still answer.
    private static List<Custodian> custodians(Ledger ledger) {
        return ledger.providers().stream()
                .map(provider -> new Custodian(
                        provider.account(),
                        Did.of(provider.nodeKey()).text(),
                        provider.endpoint(),
                        provider.stake().max(java.math.BigInteger.ONE)))
                .toList();
    }

    /// From here on the gateway before must end. Of two that take over at once the one that the ledger has
    /// first goes on.
    private RecoveryBook.Tenure takeOver(EvmMarket market, Ledger ledger, long epoch) {
        var bytes = new byte[Digest.BYTES];
        random.nextBytes(bytes);
        var mark = Digest.of(bytes);
        var receipt = ledger.submit(new LedgerCommand.AnchorRecords(mark, epoch, 0), Finality.INCLUDED);
        awaitIndexed(market, receipt.block());
        var first = Anchor.of(ledger, root.account().address()).stream()
                .filter(anchor -> anchor.epoch() == epoch)
                .findFirst();
        if (first.filter(anchor -> anchor.root().equals(mark)).isEmpty()) {
            throw new SoukException(
                    ErrorCode.CONFLICT, "another machine recovers with this root key at the same time: one must wait");
        }
        return new RecoveryBook.Tenure(epoch, clock.instant());
    }

    /// Where the log ends; custodians take nothing from the gateway before from now on.
    private Optional<RecordHead> lastHead(
            NodeClient client, Ledger ledger, RecoveryBook.Tenure tenure, boolean optional, Consumer<String> progress) {
        var heads = new Heads(new HttpCustodians(client), NodeKey::isSigned);
        var owner = root.heads();
        var committee = new CustodyCommittee(ledger, clock).current();
        Optional<RecordHead> last = Optional.empty();
        try {
            last = heads.newest(owner.did().text(), committee);
        } catch (SoukException e) {
            if (!optional) {
                throw new SoukException(
                        e.code(),
                        "where the log ends cannot be known: " + e.getMessage() + "; try again when more custodians"
                                + " run, or take the snapshot alone with --allow-older",
                        e);
            }
            progress.accept("· without the log: " + e.getMessage());
        }
        try {
            var name = last.map(RecordHead::record).orElse(LogReader.NONE);
            heads.announce(RecordHead.sign(owner.did().text(), tenure.epoch(), 0, name, owner::sign), committee);
        } catch (SoukException e) {
            // The ledger tells the gateway before, too.
            progress.accept("· " + e.getMessage());
        }
        return last;
    }

    private void write(JsonObject credentials) {
        var file = folder.root().resolve(Folder.CREDENTIALS);
        try {
            if (Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(file, credentials.canonical(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }
}
