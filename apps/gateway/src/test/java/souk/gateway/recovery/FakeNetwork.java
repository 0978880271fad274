package souk.gateway.recovery;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import souk.availability.Committee;
import souk.availability.Custodian;
import souk.availability.CustodianClient;
import souk.availability.Custody;
import souk.availability.CustodySignature;
import souk.availability.HeadCustody;
import souk.availability.Heads;
import souk.availability.InMemoryHeadStore;
import souk.availability.InMemoryPieceStore;
import souk.availability.Piece;
import souk.availability.Purpose;
import souk.availability.RecordHead;
import souk.availability.RecordReader;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.sql.Journal;
import souk.sql.Sqlite;
import souk.trust.NodeKey;

/// Twelve real custodies and a ledger in memory.
final class FakeNetwork implements CustodianClient {
    static final int SIZE = 12;

    final Set<Integer> down = new HashSet<>();
    final List<Anchor> anchors = new ArrayList<>();
    final Committee committee;
    Instant now = Instant.parse("2026-11-25T12:00:00Z");
    long nanos;
    final AtomicInteger puts = new AtomicInteger();
    final AtomicInteger gets = new AtomicInteger();
    boolean ledgerAway;
    private final Map<Address, Custody> custodies = new HashMap<>();
    private final Map<Address, HeadCustody> heads = new HashMap<>();
    private final Map<Address, InMemoryPieceStore> stores = new LinkedHashMap<>();

    FakeNetwork() {
        var keys = IntStream.range(0, SIZE).mapToObj(i -> NodeKey.of(seed(i))).toList();
        committee = new Committee(
                1,
                IntStream.range(0, SIZE)
                        .mapToObj(i -> new Custodian(
                                new Address("0x%040x".formatted(i + 1)),
                                keys.get(i).did().text(),
                                "https://127.0.0.1:" + (7_000 + i),
                                BigInteger.TEN))
                        .toList());
        for (int i = 0; i < SIZE; i++) {
            var member = committee.members().get(i);
            var key = keys.get(i);
            var store = new InMemoryPieceStore();
            stores.put(member.address(), store);
            custodies.put(
                    member.address(),
                    new Custody(
                            member.address(),
                            key::sign,
                            _ -> Optional.of(committee),
                            store,
                            new Custody.Limits(1 << 26, Duration.ofDays(90)),
                            () -> now));
            heads.put(
                    member.address(),
                    new HeadCustody(new InMemoryHeadStore(), NodeKey::isSigned, Duration.ofDays(90), () -> now));
        }
    }

    private static byte[] seed(int i) {
        var seed = new byte[32];
        seed[0] = (byte) (i + 1);
        return seed;
    }

    /// A machine with the root key at work over a folder.
    record Machine(RecoveryBook book, Fence fence, Snapshots snapshots, LogShipper log, Map<String, Sqlite> databases)
            implements AutoCloseable {
        @Override
        public void close() {
            databases.values().forEach(Sqlite::close);
            book.close();
        }
    }

    /// @param databases in the order in which they are copied
    Machine machine(RootKey root, Path folder, LinkedHashMap<String, Sqlite> databases, byte[] keys) {
        var book = RecoveryBook.open(folder);
        if (book.tenure().isEmpty()) {
            book.begin(new RecoveryBook.Tenure(1, Instant.EPOCH));
        }
        long epoch = book.tenure().orElseThrow().epoch();
        var fence = new Fence(epoch, this::newestAnchor, () -> sorted(), book::knows, () -> nanos);
        var records = new SealedRecords(root.records(), this, NodeKey::isSigned, () -> committee, book, () -> now);
        var snapshots = new Snapshots(
                records,
                book,
                fence,
                new Snapshots.Source(folder, databases, () -> keys),
                (digest, number, count) -> anchors.add(new Anchor(number, digest, count, now)),
                epoch,
                () -> now);
        var journals = new LinkedHashMap<String, Journal>();
        databases.forEach((name, database) -> journals.put(name, database.journal()));
        var log = new LogShipper(
                journals,
                records,
                book,
                new Heads(this, NodeKey::isSigned),
                () -> committee,
                root.heads(),
                fence,
                epoch,
                () -> now);
        fence.check();
        return new Machine(book, fence, snapshots, log, databases);
    }

    Recovery recovery(RootKey root) {
        return new Recovery(root, new RecordReader(this), committee.members(), new java.security.SecureRandom());
    }

    Optional<RecordHead> head(RootKey root) {
        return new Heads(this, NodeKey::isSigned).newest(root.heads().did().text(), committee);
    }

    List<Anchor> sorted() {
        return anchors.stream()
                .sorted(java.util.Comparator.comparingLong(Anchor::epoch))
                .toList();
    }

    /// Another machine says on the ledger that it takes over.
    void takeOver(long epoch) {
        var mark = new byte[32];
        new java.util.Random(epoch).nextBytes(mark);
        anchors.add(new Anchor(epoch, Digest.of(mark), 0, now));
    }

    private Digest newestAnchor() {
        if (ledgerAway) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the ledger is away");
        }
        return anchors.isEmpty() ? Digest.ZERO : anchors.getLast().root();
    }

    long keptBytes() {
        return stores.values().stream().mapToLong(InMemoryPieceStore::usedBytes).sum();
    }

    /// Makes every custodian lose a record.
    void lose(Cid cid) {
        stores.values()
                .forEach(store -> store.find(cid)
                        .forEach(stored -> store.remove(stored.piece().set())));
    }

    @Override
    public CustodySignature put(Custodian custodian, long epoch, Piece piece, Purpose purpose) {
        requireUp(custodian);
        puts.incrementAndGet();
        return at(custodies, custodian).accept("did:key:zgateway", epoch, piece, purpose);
    }

    @Override
    public List<Piece> get(Custodian custodian, Cid cid) {
        requireUp(custodian);
        gets.incrementAndGet();
        return at(custodies, custodian).find(cid);
    }

    @Override
    public void release(Custodian custodian, List<Cid> cids) {
        requireUp(custodian);
        cids.forEach(cid -> at(custodies, custodian).release("did:key:zgateway", cid));
    }

    @Override
    public void announce(Custodian custodian, RecordHead head) {
        requireUp(custodian);
        at(heads, custodian).accept(head);
    }

    @Override
    public Optional<RecordHead> head(Custodian custodian, String owner) {
        requireUp(custodian);
        return at(heads, custodian).find(owner);
    }

    private static <T> T at(Map<Address, T> all, Custodian custodian) {
        return Optional.ofNullable(all.get(custodian.address())).orElseThrow();
    }

    private synchronized void requireUp(Custodian custodian) {
        if (down.contains(committee.members().indexOf(custodian))) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "down");
        }
    }
}
