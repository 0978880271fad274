package souk.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.record.Cid;
import souk.core.value.Digest;

class RecordsTest {
    private final FakeCustodians custodians = new FakeCustodians(24);
    private final Dispersal dispersal = new Dispersal(custodians, custodians.signatures());
    private final RecordReader reader = new RecordReader(custodians);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 1_000, 65_537, PieceSet.MAX_RECORD})
    void readsBackWhatWasDispersedWithAThirdOfTheCustodiansDown(int length) {
        var record = bytes(length);
        var certificate = dispersal.disperse(record, custodians.committee);
        IntStream.range(0, 8).forEach(custodians.down::add);

        var found = reader.get(Cid.of(record), custodians.committee);

        assertThat(found.bytes()).isEqualTo(record);
        assertThat(certificate.isValid(custodians.committee, custodians.signatures()))
                .isTrue();
        assertThat(AvailabilityCertificate.from(certificate.toJson())).isEqualTo(certificate);
    }

    @Test
    void worksForTheSmallestCommittees() {
        for (int size = 2; size <= 7; size++) {
            var few = new FakeCustodians(size);
            var record = bytes(100);
            new Dispersal(few, few.signatures()).disperse(record, few.committee);

            IntStream.range(0, size - PieceSet.needed(size)).forEach(few.down::add);

            assertThat(new RecordReader(few).get(Cid.of(record), few.committee).bytes())
                    .isEqualTo(record);
        }
    }

    @Test
    void certifiesWithTwoThirdsOfTheStakeAndNotWithLess() {
        IntStream.range(0, 8).forEach(custodians.down::add);
        assertThat(dispersal.disperse(bytes(10), custodians.committee).signatures())
                .hasSize(16);

        custodians.down.add(8);
        assertCode(ErrorCode.TOO_FEW_PROVIDERS, () -> dispersal.disperse(bytes(10), custodians.committee));
    }

    @Test
    void refusesCertificatesThatAreNotWhatWasSigned() {
        var good = dispersal.disperse(bytes(10), custodians.committee);
        var other = dispersal.disperse(bytes(11), custodians.committee);
        var twice = new ArrayList<>(good.signatures().subList(0, 8));
        twice.addAll(good.signatures().subList(0, 8));

        assertInvalid(new AvailabilityCertificate(other.set(), good.epoch(), good.committee(), good.signatures()));
        assertInvalid(new AvailabilityCertificate(good.set(), 8, good.committee(), good.signatures()));
        assertInvalid(new AvailabilityCertificate(good.set(), good.epoch(), Digest.ZERO, good.signatures()));
        assertInvalid(new AvailabilityCertificate(good.set(), good.epoch(), good.committee(), twice));
        assertInvalid(new AvailabilityCertificate(
                good.set(), good.epoch(), good.committee(), good.signatures().subList(0, 15)));
    }

    @Test
    void findsTheRecordThoughTwoThirdsLie() {
        var record = bytes(5_000);
        var other = RecordCoding.split(bytes(5_001), 24);
        dispersal.disperse(record, custodians.committee);
        for (int seat = 0; seat < 16; seat++) {
            int liar = seat;
            custodians.liars.put(
                    seat,
                    switch (seat % 4) {
                        case 0 ->
                            pieces -> pieces.stream().map(RecordsTest::flipped).toList();
                        case 1 -> _ -> List.of(renamed(other.get(liar), Cid.of(record)));
                        case 2 -> _ -> List.of();
                        default ->
                            pieces -> pieces.stream().map(RecordsTest::longer).toList();
                    });
        }

        assertThat(reader.get(Cid.of(record), custodians.committee).bytes()).isEqualTo(record);
    }

    @Test
    void refusesAlteredBytesWhenNothingElseIsThere() {
        var record = bytes(5_000);
        var other = RecordCoding.split(bytes(5_001), 24);
        for (int seat = 0; seat < 24; seat++) {
            int liar = seat;
            custodians.liars.put(seat, _ -> List.of(renamed(other.get(liar), Cid.of(record))));
        }

        assertCode(ErrorCode.CORRUPT, () -> reader.get(Cid.of(record), custodians.committee));
    }

    @Test
    void tellsMissingFromUnreachable() {
        assertCode(ErrorCode.NOT_FOUND, () -> reader.get(Cid.of(bytes(9)), custodians.committee));

        dispersal.disperse(bytes(10), custodians.committee);
        IntStream.range(0, 17).forEach(custodians.down::add);

        assertCode(ErrorCode.UNAVAILABLE, () -> reader.get(Cid.of(bytes(10)), custodians.committee));
    }

    @Test
    void aCustodianTakesOnlyGenuinePiecesOfItsSeatWithinItsQuota() {
        var member = custodians.committee.members().getFirst();
        var custody = custodians.custody(member, new InMemoryPieceStore(), 20, () -> FakeCustodians.NOW);
        var pieces = RecordCoding.split(bytes(80), 24);

        assertCode(ErrorCode.FORBIDDEN, () -> custody.accept("a", 7, pieces.get(1)));
        assertCode(ErrorCode.NOT_FOUND, () -> custody.accept("a", 8, pieces.getFirst()));
        assertCode(ErrorCode.CORRUPT, () -> custody.accept("a", 7, flipped(pieces.getFirst())));
        custody.accept("a", 7, pieces.getFirst());
        custody.accept("a", 7, pieces.getFirst());
        assertCode(
                ErrorCode.QUOTA_EXCEEDED,
                () -> custody.accept("a", 7, RecordCoding.split(bytes(160), 24).getFirst()));
        assertThat(custody.find(Cid.of(bytes(80)))).containsExactly(pieces.getFirst());
    }

    @Test
    void nobodyCanCrowdOutOrReplaceAPiece() {
        var member = custodians.committee.members().getFirst();
        var custody = custodians.custody(member, new InMemoryPieceStore(), 1 << 20, () -> FakeCustodians.NOW);
        var cid = Cid.of(bytes(80));
        var piece = RecordCoding.split(bytes(80), 24).getFirst();
        var first = renamed(RecordCoding.split(bytes(81), 24).getFirst(), cid);
        var second = renamed(RecordCoding.split(bytes(82), 24).getFirst(), cid);

        custody.accept("liar", 7, first);
        assertCode(ErrorCode.CONFLICT, () -> custody.accept("liar", 7, second));
        custody.accept("publisher", 7, piece);

        assertThat(custody.find(cid)).containsExactlyInAnyOrder(first, piece);
    }

    @Test
    void onlyItsSenderEndsCustodyOfAPrivateRecordAndNobodyOfAPublicOne() {
        var member = custodians.committee.members().getFirst();
        var custody = custodians.custody(member, new InMemoryPieceStore(), 1 << 20, () -> FakeCustodians.NOW);
        var cid = Cid.of(bytes(80));
        var piece = RecordCoding.split(bytes(80), 24).getFirst();
        custody.accept("a", 7, piece, Purpose.PRIVATE);
        custody.accept("a", 7, piece, Purpose.PRIVATE);

        custody.release("b", cid);
        assertThat(custody.find(cid)).containsExactly(piece);
        custody.release("a", cid);
        assertThat(custody.find(cid)).isEmpty();

        custody.accept("a", 7, piece, Purpose.PRIVATE);
        custody.accept("b", 7, piece, Purpose.PRIVATE);
        custody.release("a", cid);
        custody.release("b", cid);
        assertThat(custody.find(cid)).containsExactly(piece);
    }

    @Test
    void aPrivateRecordIsDispersedAnewWhenTheCommitteeHasChanged() {
        var member = custodians.committee.members().getFirst();
        var custody = custodians.custody(member, new InMemoryPieceStore(), 1 << 20, () -> FakeCustodians.NOW);
        var cid = Cid.of(bytes(80));
        var before = renamed(RecordCoding.split(bytes(81), 24).getFirst(), cid);
        var after = RecordCoding.split(bytes(80), 24).getFirst();

        custody.accept("a", 7, before, Purpose.PRIVATE);
        custody.accept("a", 7, after, Purpose.PRIVATE);

        assertThat(custody.find(cid)).containsExactly(after);
    }

    @Test
    void readsARecordFromCustodiansThatSitElsewhereByNow() {
        var record = bytes(5_000);
        dispersal.disperse(record, custodians.committee);
        var shifted = new ArrayList<>(custodians.committee.members());
        java.util.Collections.reverse(shifted);

        assertThat(reader.get(Cid.of(record), shifted).bytes()).isEqualTo(record);
    }

    @Test
    void endsCustodyWhenItsTermIsOver() {
        var now = new java.util.concurrent.atomic.AtomicReference<>(FakeCustodians.NOW);
        var member = custodians.committee.members().getFirst();
        var custody = custodians.custody(member, new InMemoryPieceStore(), 1 << 20, now::get);
        custody.accept("a", 7, RecordCoding.split(bytes(80), 24).getFirst());

        assertThat(custody.tick()).isZero();
        now.set(FakeCustodians.NOW.plus(Duration.ofDays(1)));

        assertThat(custody.tick()).isEqualTo(1);
        assertThat(custody.find(Cid.of(bytes(80)))).isEmpty();
    }

    @Test
    void keepsRecordsThatCannotBeDispersedYet() {
        var store = new InMemoryRecordStore();
        var anchored = new ArrayList<Digest>();
        var publisher = new RecordPublisher(store, dispersal, (root, _) -> {
            anchored.add(root);
            return "0xtx" + anchored.size();
        });
        IntStream.range(0, 9).forEach(custodians.down::add);

        var cid = publisher.publish(record("one"), custodians.committee);
        assertThat(publisher.find(cid)).isEmpty();
        assertThat(publisher.anchorBatch()).isEmpty();

        custodians.down.clear();
        assertThat(publisher.retry(custodians.committee)).isEqualTo(1);
        var batch = publisher.anchorBatch().orElseThrow();

        assertThat(publisher.find(cid).orElseThrow().anchor()).isEqualTo("0xtx1");
        assertThat(anchored).containsExactly(batch.root());
        assertThat(publisher.anchorBatch()).isEmpty();
        assertThat(publisher.publish(record("one"), custodians.committee)).isEqualTo(cid);
        assertThat(PublicRecord.from(reader.get(cid, custodians.committee).bytes()))
                .isEqualTo(record("one"));
    }

    @Test
    void anchorsAgainAfterACrashBetweenLedgerAndStore() {
        var store = new InMemoryRecordStore();
        var failing = new RecordPublisher(store, dispersal, (_, _) -> {
            throw new SoukException(ErrorCode.UNAVAILABLE, "crash");
        });
        var cid = failing.publish(record("one"), custodians.committee);
        assertCode(ErrorCode.UNAVAILABLE, failing::anchorBatch);

        var batch = new RecordPublisher(store, dispersal, (_, _) -> "0xtx").anchorBatch();

        assertThat(batch.orElseThrow().cids()).containsExactly(cid);
    }

    @Test
    void provesThatARecordStandsInABatch() {
        var cids = IntStream.range(1, 12).mapToObj(i -> Cid.of(bytes(i))).toList();
        var batch = new RecordBatch(cids);

        for (var cid : cids) {
            int index = batch.indexOf(cid);
            assertThat(RecordBatch.contains(batch.root(), cid, index, 11, batch.path(cid)))
                    .isTrue();
            assertThat(RecordBatch.contains(batch.root(), cid, (index + 1) % 11, 11, batch.path(cid)))
                    .isFalse();
        }
        assertThat(RecordBatch.from(batch.toJson())).isEqualTo(batch);
        assertCode(ErrorCode.NOT_FOUND, () -> batch.path(Cid.of(bytes(99))));
    }

    @Test
    void readsRecordsInCanonicalFormOnly() {
        var bytes = record("x").bytes();
        var spaced = (" " + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);

        assertThat(PublicRecord.from(bytes)).isEqualTo(record("x"));
        assertCode(ErrorCode.BAD_JSON, () -> PublicRecord.from(spaced));
    }

    private void assertInvalid(AvailabilityCertificate certificate) {
        assertThat(certificate.isValid(custodians.committee, custodians.signatures()))
                .isFalse();
    }

    private static PublicRecord record(String text) {
        return new PublicRecord(
                RecordKind.AUDIT_EVIDENCE,
                FakeCustodians.NOW,
                "did:key:z1",
                Json.object().put("text", text).build());
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Piece flipped(Piece piece) {
        var bytes = piece.bytes().clone();
        bytes[0] ^= 1;
        return new Piece(piece.set(), piece.index(), bytes, piece.path());
    }

    private static Piece renamed(Piece piece, Cid cid) {
        var set = piece.set();
        return new Piece(
                new PieceSet(cid, set.root(), set.length(), set.count()), piece.index(), piece.bytes(), piece.path());
    }

    private static Piece longer(Piece piece) {
        var set = piece.set();
        return new Piece(
                new PieceSet(set.cid(), set.root(), set.length() - 1, set.count()),
                piece.index(),
                piece.bytes(),
                piece.path());
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
