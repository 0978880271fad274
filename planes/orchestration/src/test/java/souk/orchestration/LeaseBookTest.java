package souk.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.value.LeaseId;

class LeaseBookTest {
    private static final LeaseRules RULES = new LeaseRules(
            Duration.ofSeconds(60), Duration.ofSeconds(300), Duration.ofSeconds(30), Duration.ofSeconds(45));
    private static final LeaseId LEASE = LeaseStoreContract.terms(1).lease();
    private static final Instant START = LeaseStoreContract.NOW;

    private Instant now = START;
    private final LeaseStore store = new InMemoryLeaseStore();
    private final List<LeaseAction> performed = new ArrayList<>();
    private boolean failing;
    private LeaseBook book = book();

    @Test
    void followsTheLedgerFromOpenToClosed() {
        open();
        assertThat(apply(new LeaseEvent.Activated(LEASE), "t2")).isTrue();
        assertThat(book.isServing(LEASE)).isTrue();
        assertThat(apply(new LeaseEvent.Paused(LEASE, now.plusSeconds(300)), "t3"))
                .isTrue();
        assertThat(book.isServing(LEASE)).isFalse();
        apply(new LeaseEvent.ToppedUp(LEASE, BigInteger.valueOf(2_000)), "t4");
        apply(new LeaseEvent.Resumed(LEASE), "t4");
        apply(new LeaseEvent.Closed(LEASE, CloseReason.CONSUMER_CLOSED), "t5");

        assertThat(book.get(LEASE).history())
                .extracting(LeaseChange::reason)
                .containsExactly(
                        LeaseReason.OPENED,
                        LeaseReason.STARTED,
                        LeaseReason.FUNDS_SHORT,
                        LeaseReason.TOPPED_UP,
                        LeaseReason.CONSUMER_CLOSED);
        assertThat(book.get(LEASE).history())
                .extracting(LeaseChange::reference)
                .containsExactly("t1", "t2", "t3", "t4", "t5");
        assertThat(book.get(LEASE).deposit()).isEqualTo(2_000);
    }

    @Test
    void ignoresEventsThatComeAgain() {
        open();
        apply(new LeaseEvent.Activated(LEASE), "t2");
        apply(new LeaseEvent.Paused(LEASE, now.plusSeconds(300)), "t3");
        apply(new LeaseEvent.Resumed(LEASE), "t4");

        assertThat(apply(new LeaseEvent.Opened(LeaseStoreContract.terms(1), BigInteger.TEN), "t1"))
                .isFalse();
        assertThat(apply(new LeaseEvent.Activated(LEASE), "t2")).isFalse();
        assertThat(apply(new LeaseEvent.Paused(LEASE, now.plusSeconds(300)), "t3"))
                .isFalse();
        assertThat(apply(new LeaseEvent.Activated(LeaseStoreContract.terms(9).lease()), "t9"))
                .isFalse();
        assertThat(book.get(LEASE).state()).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void suspendsForASilentPayerAndResumesWhenItIsBack() {
        active();
        advance(119);
        assertThat(book.tick()).isEmpty();
        advance(1);
        assertThat(book.tick()).containsExactly(new LeaseAction.StopService(LEASE, LeaseReason.PAYER_SILENT));
        assertThat(book.isServing(LEASE)).isFalse();

        book.heard(LEASE, BigInteger.TEN);

        assertThat(book.isServing(LEASE)).isTrue();
        assertThat(performed).contains(new LeaseAction.ResumeService(LEASE));
    }

    @Test
    void givesNoticeWhenASilentPayerStaysAway() {
        active();
        advance(120);
        book.tick();
        advance(300);

        assertThat(book.tick()).containsExactly(new LeaseAction.RequestClose(LEASE, CloseReason.PROVIDER_CLOSED));

        apply(new LeaseEvent.CloseRequested(LEASE, CloseReason.PROVIDER_CLOSED, now.plusSeconds(100)), "t3");
        advance(60);
        assertThat(book.tick()).isEmpty();
    }

    @Test
    void settlesThenPausesThenClosesWhenFundsEnd() {
        active();
        book.heard(LEASE, BigInteger.valueOf(950));
        assertThat(book.tick()).containsExactly(new LeaseAction.Settle(LEASE));

        apply(new LeaseEvent.Paid(LEASE, BigInteger.valueOf(950)), "t3");
        assertThat(book.tick()).containsExactly(new LeaseAction.Pause(LEASE));

        apply(new LeaseEvent.Paused(LEASE, now.plusSeconds(300)), "t4");
        assertThat(book.tick()).isEmpty();
        advance(300);
        assertThat(book.tick()).containsExactly(new LeaseAction.CloseExhausted(LEASE));
    }

    @Test
    void stopsSettlesAndClosesAfterTheTerm() {
        active();
        book.heard(LEASE, BigInteger.valueOf(500));
        now = LeaseStoreContract.terms(1).endsAt();

        assertThat(book.tick()).containsExactly(new LeaseAction.StopService(LEASE, LeaseReason.TERM_OVER));
        assertThat(book.isServing(LEASE)).isFalse();
        assertThat(book.tick()).containsExactly(new LeaseAction.Settle(LEASE));
        advance(30);
        assertThat(book.tick()).containsExactly(new LeaseAction.FinalizeClose(LEASE));
    }

    @Test
    void asksAgainOnlyAfterAWhile() {
        active();
        failing = true;
        book.heard(LEASE, BigInteger.valueOf(950));

        assertThat(book.tick()).hasSize(1);
        assertThat(book.tick()).isEmpty();
        advance(45);
        assertThat(book.tick()).hasSize(1);
    }

    @Test
    void remembersEverythingAfterACrash() {
        active();
        advance(120);
        book.tick();

        book = book();

        assertThat(book.get(LEASE).state()).isEqualTo(LeaseState.SUSPENDED);
        book.heard(LEASE, BigInteger.ONE);
        assertThat(book.isServing(LEASE)).isTrue();
    }

    @Test
    void boundsTheHistory() {
        active();
        for (int i = 0; i < 300; i++) {
            advance(120);
            book.tick();
            book.heard(LEASE, BigInteger.valueOf(i));
        }

        assertThat(book.get(LEASE).history()).hasSize(ProviderLease.MAX_HISTORY);
        assertThat(book.get(LEASE).history().getFirst().reason()).isEqualTo(LeaseReason.OPENED);
    }

    private LeaseBook book() {
        return new LeaseBook(
                store,
                action -> {
                    if (failing) {
                        throw new SoukException(ErrorCode.UNAVAILABLE, "ledger away");
                    }
                    performed.add(action);
                },
                RULES,
                () -> now);
    }

    private void open() {
        apply(new LeaseEvent.Opened(LeaseStoreContract.terms(1), BigInteger.valueOf(1_000)), "t1");
    }

    private void active() {
        open();
        apply(new LeaseEvent.Activated(LEASE), "t2");
    }

    private boolean apply(LeaseEvent event, String reference) {
        return book.apply(event, now, reference);
    }

    private void advance(long seconds) {
        now = now.plusSeconds(seconds);
    }
}
