package souk.availability;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.record.Cid;
import souk.core.value.Address;

/// A committee of real custodies in one process, some of them down or lying.
final class FakeCustodians implements CustodianClient {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    final Committee committee;
    final Set<Integer> down = new HashSet<>();
    final Map<Integer, UnaryOperator<List<Piece>>> liars = new ConcurrentHashMap<>();
    final List<PieceStore> stores = new ArrayList<>();
    private final List<Custody> custodies = new ArrayList<>();
    private final List<HeadCustody> heads = new ArrayList<>();

    FakeCustodians(int size) {
        committee = new Committee(
                7, IntStream.range(0, size).mapToObj(FakeCustodians::member).toList());
        for (int seat = 0; seat < size; seat++) {
            var member = committee.members().get(seat);
            var store = new InMemoryPieceStore();
            stores.add(store);
            custodies.add(custody(member, store, 1 << 22, () -> NOW));
            heads.add(new HeadCustody(new InMemoryHeadStore(), signatures(), Duration.ofDays(1), () -> NOW));
        }
    }

    Custody custody(Custodian member, PieceStore store, long quota, InstantSource clock) {
        return new Custody(
                member.address(),
                message -> sign(member.did(), message),
                epoch -> epoch == committee.epoch() ? Optional.of(committee) : Optional.empty(),
                store,
                new Custody.Limits(quota, Duration.ofDays(1)),
                clock);
    }

    NodeSignatureCheck signatures() {
        return (did, message, signature) -> Arrays.equals(sign(did, message), signature);
    }

    @Override
    public CustodySignature put(Custodian custodian, long epoch, Piece piece, Purpose purpose) {
        requireUp(custodian);
        return custodies.get(seat(custodian)).accept("publisher", epoch, piece, purpose);
    }

    @Override
    public void release(Custodian custodian, List<Cid> cids) {
        requireUp(custodian);
        cids.forEach(cid -> custodies.get(seat(custodian)).release("publisher", cid));
    }

    @Override
    public void announce(Custodian custodian, RecordHead head) {
        requireUp(custodian);
        heads.get(seat(custodian)).accept(head);
    }

    @Override
    public Optional<RecordHead> head(Custodian custodian, String owner) {
        requireUp(custodian);
        return heads.get(seat(custodian)).find(owner);
    }

    @Override
    public List<Piece> get(Custodian custodian, Cid cid) {
        requireUp(custodian);
        var pieces = custodies.get(seat(custodian)).find(cid);
        return liars.getOrDefault(seat(custodian), UnaryOperator.identity()).apply(pieces);
    }

    private int seat(Custodian custodian) {
        return committee.members().indexOf(custodian);
    }

    private void requireUp(Custodian custodian) {
        if (down.contains(seat(custodian))) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "down");
        }
    }

    private static Custodian member(int seat) {
        return new Custodian(
                new Address("0x%040x".formatted(seat + 1)),
                "did:key:z" + seat,
                "https://127.0.0.1:" + (7000 + seat),
                BigInteger.valueOf(100));
    }

    static byte[] sign(String did, byte[] message) {
        var half = Sha256.hash(did.getBytes(java.nio.charset.StandardCharsets.UTF_8), message);
        var signature = Arrays.copyOf(half, 64);
        System.arraycopy(half, 0, signature, 32, 32);
        return signature;
    }
}
