package souk.gateway;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import souk.availability.Heads;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.evm.TransactionSigner;
import souk.gateway.recovery.Anchor;
import souk.gateway.recovery.Fence;
import souk.gateway.recovery.KeyBundle;
import souk.gateway.recovery.LogShipper;
import souk.gateway.recovery.RecoveryBook;
import souk.gateway.recovery.RootKey;
import souk.gateway.recovery.SealedRecords;
import souk.gateway.recovery.SnapshotKeeper;
import souk.gateway.recovery.Snapshots;
import souk.gateway.s3.ChangeGuard;
import souk.gateway.store.Metadata;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.sdk.records.HttpCustodians;
import souk.sql.Journal;
import souk.sql.Sqlite;
import souk.trust.NodeKey;

/// Wires what makes the gateway recoverable: its root key, the fence, and the snapshots.
final class RecoverySide {
    /// An anchor costs some 50,000 gas. So many coins pay for a hundred at 4 gwei, and are kept for the
    /// takeover of a recovery, when nobody can be asked for more.
    private static final BigInteger LEAST = BigInteger.TEN.pow(18).divide(BigInteger.valueOf(50));

    private static final BigInteger TOP_UP = LEAST.multiply(BigInteger.TEN);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final MarketSide market;
    private final RootKey root;
    private final Ledger own;
    private final InstantSource clock;
    final RecoveryBook book;
    final RecoveryBook.Tenure tenure;
    final Fence fence;

    /// @param book to be closed by the caller
    RecoverySide(MarketSide market, RootKey root, RecoveryBook book, InstantSource clock) {
        this.market = market;
        this.root = root;
        this.book = book;
        this.clock = clock;
        this.own = market.contracts().ledger(TransactionSigner.of(root.account()));
        this.tenure = book.tenure().orElseGet(this::first);
        this.fence = new Fence(
                tenure.epoch(),
                () -> market.contracts().newestAnchor(root.account().address()),
                () -> Anchor.of(own, root.account().address()),
                book::knows,
                System::nanoTime);
    }

    /// Waits until it is known that no other machine works with the root key.
    ///
    /// @throws SoukException `FORBIDDEN` when one does, `UNAVAILABLE` when it is not known after `limit`
    void enter(Duration limit) {
        within(limit, () -> {
            fence.check();
            return true;
        });
        fence.require();
    }

    /// A folder without a book belongs to a new gateway, or its book was lost.
    private RecoveryBook.Tenure first() {
        within(Duration.ofSeconds(60), market::caughtUp);
        if (!Anchor.of(own, root.account().address()).isEmpty()) {
            throw new SoukException(
                    ErrorCode.FORBIDDEN,
                    RecoveryBook.FILE + " is missing, and this root key was used before: move the gateway's folder away"
                            + " and recover it with ./souk recover");
        }
        var tenure = new RecoveryBook.Tenure(1, Instant.EPOCH);
        book.begin(tenure);
        return tenure;
    }

    /// Asks again and again until it is so.
    private void within(Duration limit, java.util.function.BooleanSupplier done) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                if (done.getAsBoolean()) {
                    return;
                }
            } catch (SoukException e) {
                if (e.code() != ErrorCode.UNAVAILABLE || System.nanoTime() > end) {
                    throw e;
                }
            }
            if (System.nanoTime() > end) {
                throw new SoukException(ErrorCode.UNAVAILABLE, "the ledger's events are not known yet");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
            }
        }
    }

    /// What copies the gateway to the custodians.
    record Copies(SnapshotKeeper keeper, LogShipper log) {
        JsonObject status() {
            return Json.object()
                    .put("snapshot", keeper.status())
                    .put("log", log.status())
                    .build();
        }
    }

    /// What a later database has not yet must not be in an earlier one: objects name shards, so they come
    /// first.
    Copies copies(Folder folder, Metadata metadata, SnapshotKeeper.Rhythm rhythm) {
        var custodians = new HttpCustodians(market.client());
        var records = new SealedRecords(
                root.records(), custodians, NodeKey::isSigned, market.committee::current, book, clock);
        var databases = new LinkedHashMap<String, Sqlite>();
        databases.put(Folder.METADATA, metadata.database());
        databases.put(Folder.MARKET, market.database());
        var journals = new LinkedHashMap<String, Journal>();
        databases.forEach((name, database) -> journals.put(name, database.journal()));
        var source = new Snapshots.Source(
                folder.gateway(),
                databases,
                () -> KeyBundle.of(folder.gateway(), folder.credentials(Duration.ZERO))
                        .encode());
        var snapshots = new Snapshots(records, book, fence, source, this::anchor, tenure.epoch(), clock);
        var log = new LogShipper(
                journals,
                records,
                book,
                new Heads(custodians, NodeKey::isSigned),
                market.committee::current,
                root.heads(),
                fence,
                tenure.epoch(),
                clock);
        var keeper = new SnapshotKeeper(snapshots, log, rhythm, () -> writes(journals), clock);
        return new Copies(keeper, log);
    }

    /// What stands before and behind each change that a client makes.
    static ChangeGuard guard(Runnable permit, Optional<RecoverySide.Copies> copies) {
        return new ChangeGuard() {
            @Override
            public void permit() {
                permit.run();
            }

            @Override
            public void replicate() {
                copies.ifPresent(it -> it.log().ship());
            }
        };
    }

    private static long writes(Map<String, Journal> journals) {
        return journals.values().stream()
                .mapToLong(journal -> journal.head().sequence())
                .sum();
    }

    private void anchor(Digest digest, long epoch, int count) {
        if (market.chain().coins(root.account().address()).compareTo(LEAST) < 0) {
            market.ledger().submit(new LedgerCommand.TransferCoin(root.account().address(), TOP_UP), Finality.INCLUDED);
        }
        own.submit(new LedgerCommand.AnchorRecords(digest, epoch, count), Finality.INCLUDED);
    }
}
