package souk.gateway;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
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
import souk.gateway.shared.Databases;
import souk.gateway.shared.Keeper;
import souk.gateway.shared.KeptLedger;
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
    private final Databases databases;
    private final InstantSource clock;
    private final RecoveryBook book;
    final RecoveryBook.Tenure tenure;
    final Fence fence;

    RecoverySide(MarketSide market, RootKey root, Databases databases, InstantSource clock) {
        this.market = market;
        this.root = root;
        this.databases = databases;
        this.book = databases.book();
        this.clock = clock;
        this.own = new KeptLedger(market.contracts().ledger(TransactionSigner.of(root.account())), databases.keeper());
        this.tenure = book.tenure().orElseGet(this::first);
        this.fence = new Fence(
                tenure.epoch(),
                () -> market.contracts().newestAnchor(root.account().address()),
                () -> Anchor.of(own, root.account().address()),
                this::isOurs,
                System::nanoTime);
    }

    /// A snapshot is noted before the ledger is told, maybe by another gateway of this namespace.
    private boolean isOurs(Digest root) {
        if (book.knows(root)) {
            return true;
        }
        databases.refresh();
        return book.knows(root);
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
        book.begin(new RecoveryBook.Tenure(1, Instant.EPOCH));
        return book.tenure().orElseThrow();
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
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    /// What copies the gateway to the custodians. Of several the keeper does it for all.
    ///
    /// @param role whether this gateway does
    record Copies(SnapshotKeeper keeper, LogShipper log, Keeper role, Runnable refresh) {
        /// As long as an answer that waits for the copy is worth waiting for.
        private static final Duration PATIENCE = LogShipper.PACE.multipliedBy(4);

        void tick() {
            refresh.run();
            keeper.tick();
        }

        JsonObject take() {
            role.require();
            refresh.run();
            return keeper.take();
        }

        void ship() {
            refresh.run();
            log.ship();
        }

        /// Returns when all that was committed before the call is at the custodians.
        void replicate() {
            if (role.mine()) {
                ship();
                return;
            }
            refresh.run();
            var targets = log.targets();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (log.isBehind(targets)) {
                if (System.nanoTime() > end) {
                    throw new SoukException(ErrorCode.UNAVAILABLE, "the keeper does not send changes on");
                }
                pause();
                refresh.run();
            }
        }

        JsonObject status() {
            return Json.object()
                    .put("snapshot", keeper.status())
                    .put("log", log.status())
                    .build();
        }
    }

    /// What a later database has not yet must not be in an earlier one: objects name shards, so they come
    /// first.
    Copies copies(Folder folder, SnapshotKeeper.Rhythm rhythm) {
        var custodians = new HttpCustodians(market.client());
        var records = new SealedRecords(
                root.records(), custodians, NodeKey::isSigned, market.committee::current, book, clock);
        var copied = new LinkedHashMap<String, Sqlite>();
        copied.put(Folder.METADATA, databases.metadata().database());
        copied.put(Folder.MARKET, market.database());
        var journals = new LinkedHashMap<String, Journal>();
        copied.forEach((name, database) -> journals.put(name, database.journal()));
        var source = new Snapshots.Source(
                folder.gateway(),
                copied,
                () -> KeyBundle.of(folder.secrets(), folder.credentials(Duration.ZERO))
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
        return new Copies(keeper, log, databases.keeper(), databases::refresh);
    }

    /// What stands before and behind each change that a client makes.
    static ChangeGuard guard(Runnable permit, Copies copies) {
        return new ChangeGuard() {
            @Override
            public void permit() {
                permit.run();
            }

            @Override
            public void replicate() {
                copies.replicate();
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
