package souk.assurance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.market.InventoryRoot;
import souk.core.merkle.AuditAnswer;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.MerkleTree;
import souk.core.merkle.SumTree;
import souk.core.record.Cid;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

/// A market of one honest payer, one provider with shards in memory, and a ledger that keeps challenges.
/// "Signatures" are hashes of signer and message: they bind, and hide nothing.
final class FakeMarket
        implements InstantSource,
                AuditTargets,
                ProviderProbe,
                EpochRandomness,
                EvidenceSink,
                Disputes,
                CellProver,
                SignatureCheck,
                NodeSignatureCheck {
    static final Duration DISPUTE_WINDOW = Duration.ofMinutes(1);
    static final AuditTarget TARGET = new AuditTarget(
            new LeaseId("0x" + "11".repeat(32)),
            new Address("0x" + "22".repeat(20)),
            new Address("0x" + "33".repeat(20)));

    Instant now = Instant.parse("2026-11-24T00:00:00Z");
    long fixedUntil = Long.MAX_VALUE;
    boolean reachable = true;
    boolean signsAsOther;
    Optional<CoSignedRoot> shown = Optional.empty();
    final Map<Digest, byte[]> shards = new HashMap<>();
    final Set<Digest> lost = new HashSet<>();
    final Map<Cid, byte[]> published = new ConcurrentHashMap<>();
    final Map<Digest, Disputes.Status> ledger = new HashMap<>();
    final List<Digest> resolved = new ArrayList<>();
    private SumTree tree = SumTree.of(List.of());
    private final Set<Digest> cells = new HashSet<>();

    /// Stores `count` shards of some cells each and signs the inventory.
    FakeMarket holding(int count, int cellsEach, long expiry) {
        var entries = new ArrayList<InventoryEntry>();
        for (int i = 0; i < count; i++) {
            var bytes = new byte[cellsEach * MerkleTree.CELL_BYTES];
            new Random(i).nextBytes(bytes);
            Digest root = MerkleHasher.rootOf(bytes);
            shards.put(root, bytes);
            entries.add(new InventoryEntry(root, bytes.length, expiry));
        }
        tree = SumTree.of(entries);
        return this;
    }

    CoSignedRoot signed(long epoch) {
        var root = new InventoryRoot(TARGET.lease(), epoch, tree.root(), tree.total(), 1);
        return new CoSignedRoot(root, sign(root, TARGET.payer()), sign(root, TARGET.provider()));
    }

    SumTree tree() {
        return tree;
    }

    ChallengeVerifier verifier() {
        return new ChallengeVerifier(this, this);
    }

    Auditor auditor(AuditorOptions options, AuditStore store) {
        return new Auditor(options, new Auditor.Ports(this, this, this, this, this, store), verifier(), this);
    }

    Challenge challenge(long epoch, int first, int count) {
        return new Challenge(TARGET, epoch, signed(epoch), randomness(epoch), first, count, now, now.plusSeconds(15));
    }

    Answer respond(Challenge challenge) {
        return new ChallengeResponder(TARGET.provider(), this, this::signAsNode, this).answer(challenge);
    }

    Evidence evidence(Cid name) {
        return Evidence.from(souk.core.json.Json.parseObject(published.getOrDefault(name, new byte[0])));
    }

    static Digest randomness(long epoch) {
        return Digest.of(Sha256.hash(new byte[] {(byte) epoch, 42}));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public List<AuditTarget> active(long epoch) {
        return List.of(TARGET);
    }

    @Override
    public Optional<CoSignedRoot> root(AuditTarget target, long epoch, Instant deadline) {
        requireReachable();
        return shown.isPresent() ? shown : Optional.of(signed(epoch));
    }

    @Override
    public Answer answer(Challenge challenge) {
        requireReachable();
        return Answer.from(
                souk.core.json.Json.parseObject(respond(challenge).toJson().canonical()));
    }

    @Override
    public Optional<Digest> of(long epoch) {
        return epoch <= fixedUntil ? Optional.of(randomness(epoch)) : Optional.empty();
    }

    @Override
    public void publish(Cid name, byte[] canonical) {
        if (!Cid.of(canonical).equals(name)) {
            throw new IllegalArgumentException("not its name");
        }
        published.put(name, canonical);
    }

    @Override
    public Digest open(CoSignedRoot inventory, long number, Cid evidence) {
        Digest id = Digest.of(Sha256.hash(
                inventory.toJson().canonical(),
                Long.toString(number).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        ledger.putIfAbsent(id, new Disputes.Open(now.plus(DISPUTE_WINDOW)));
        return id;
    }

    @Override
    public Disputes.Status status(Digest dispute) {
        return ledger.getOrDefault(dispute, new Disputes.Unknown());
    }

    @Override
    public void resolve(Digest dispute) {
        resolved.add(dispute);
        ledger.put(dispute, new Disputes.Lost());
    }

    @Override
    public List<CellAnswer> prove(LeaseId lease, Digest root, List<Long> positions) {
        return positions.stream().map(this::prove).toList();
    }

    @Override
    public boolean valid(TypedData.Message message, Signature signature, Address signer) {
        return sign(message, signer).equals(signature);
    }

    @Override
    public boolean valid(Address provider, byte[] message, NodeSignature signature) {
        return NodeSignature.of(nodeSignature(provider, message)).equals(signature);
    }

    boolean loses(double share, Random random) {
        tree.entries().stream()
                .flatMap(entry -> java.util.stream.LongStream.range(0, entry.cells())
                        .mapToObj(cell -> cellName(entry.root(), cell)))
                .filter(name -> random.nextDouble() < share)
                .forEach(cells::add);
        return !cells.isEmpty();
    }

    private CellAnswer prove(long position) {
        SumTree.Located located = tree.locate(position * MerkleTree.CELL_BYTES);
        Digest root = located.entry().root();
        int cell = (int) (located.offset() / MerkleTree.CELL_BYTES);
        if (lost.contains(root) || cells.contains(cellName(root, cell))) {
            return new CellAnswer.Missing("lost");
        }
        byte[] bytes = shards.getOrDefault(root, new byte[0]);
        MerkleTree shard =
                MerkleHasher.keepingLeaves().append(bytes, 0, bytes.length).tree();
        byte[] leaf = Arrays.copyOfRange(bytes, cell * MerkleTree.CELL_BYTES, (cell + 1) * MerkleTree.CELL_BYTES);
        return new CellAnswer.Held(new AuditAnswer(leaf, located.entry(), shard.inclusionPath(cell), located.path()));
    }

    private static Digest cellName(Digest root, long cell) {
        return Digest.of(Sha256.hash(root.bytes(), new byte[] {(byte) cell, (byte) (cell >> 8)}));
    }

    private void requireReachable() {
        if (!reachable) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "no route");
        }
    }

    private byte[] signAsNode(byte[] message) {
        return nodeSignature(signsAsOther ? TARGET.payer() : TARGET.provider(), message);
    }

    static byte[] nodeSignature(Address provider, byte[] message) {
        byte[] half = Sha256.hash(provider.bytes(), message);
        byte[] whole = Arrays.copyOf(half, 64);
        System.arraycopy(half, 0, whole, 32, 32);
        return whole;
    }

    private static Signature sign(TypedData.Message message, Address signer) {
        byte[] half = Sha256.hash(signer.bytes(), message.structHash().bytes());
        byte[] whole = Arrays.copyOf(half, Signature.BYTES);
        System.arraycopy(half, 0, whole, 32, 32);
        return Signature.of(whole);
    }
}
