package souk.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;

class HeadsTest {
    private static final String OWNER = "did:key:zowner";

    private final FakeCustodians custodians = new FakeCustodians(24);
    private final Heads heads = new Heads(custodians, custodians.signatures());

    @Test
    void whoAsksWithAThirdDownHearsWhatWasToldWithAnotherThirdDown() {
        heads.announce(head(1, 1), custodians.committee);
        IntStream.range(0, 8).forEach(custodians.down::add);
        heads.announce(head(1, 2), custodians.committee);
        custodians.down.clear();
        IntStream.range(8, 16).forEach(custodians.down::add);

        assertThat(heads.newest(OWNER, custodians.committee)).contains(head(1, 2));
        assertThat(heads.newest("did:key:zother", custodians.committee)).isEmpty();
    }

    @Test
    void tooFewCustodiansAreNotBelieved() {
        heads.announce(head(1, 1), custodians.committee);
        IntStream.range(0, 16).forEach(custodians.down::add);

        assertCode(ErrorCode.UNAVAILABLE, () -> heads.newest(OWNER, custodians.committee));
        assertCode(ErrorCode.TOO_FEW_PROVIDERS, () -> heads.announce(head(1, 2), custodians.committee));
    }

    @Test
    void aMachineThatWasReplacedLearnsOfIt() {
        heads.announce(head(1, 9), custodians.committee);
        IntStream.range(0, 8).forEach(custodians.down::add);
        heads.announce(head(2, 0), custodians.committee);
        custodians.down.clear();

        assertCode(ErrorCode.CONFLICT, () -> heads.announce(head(1, 10), custodians.committee));
        assertThat(heads.newest(OWNER, custodians.committee)).contains(head(2, 0));
    }

    @Test
    void aHeadIsTakenFromItsOwnerAloneAndNeverBack() {
        var custody = new HeadCustody(
                new InMemoryHeadStore(),
                custodians.signatures(),
                java.time.Duration.ofDays(1),
                () -> FakeCustodians.NOW);
        custody.accept(head(1, 2));
        custody.accept(head(1, 2));

        var other =
                RecordHead.sign(OWNER, 1, 2, Cid.of(new byte[] {9}), message -> FakeCustodians.sign(OWNER, message));
        var forged = RecordHead.sign(
                OWNER, 1, 3, Cid.of(new byte[] {9}), message -> FakeCustodians.sign("did:key:zliar", message));
        assertCode(ErrorCode.CONFLICT, () -> custody.accept(head(1, 1)));
        assertCode(ErrorCode.CONFLICT, () -> custody.accept(other));
        assertCode(ErrorCode.BAD_SIGNATURE, () -> custody.accept(forged));
        assertThat(custody.find(OWNER)).contains(head(1, 2));
        assertThat(RecordHead.from(head(1, 2).toJson())).isEqualTo(head(1, 2));
    }

    private static RecordHead head(long epoch, long sequence) {
        var record = Cid.of(new byte[] {(byte) epoch, (byte) sequence});
        return RecordHead.sign(OWNER, epoch, sequence, record, message -> FakeCustodians.sign(OWNER, message));
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
