package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.economy.Samples.CONSUMER;
import static souk.economy.Samples.NOW;
import static souk.economy.Samples.big;
import static souk.economy.Samples.lease;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.market.Receipt;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;

class VoucherBookTest {
    private static final UnitPrices PRICES = new UnitPrices(List.of(Samples.SCALE, Samples.SCALE));

    private final AccountStore<PayerAccount> store = new InMemoryAccountStore<>();
    private final VoucherBook book = new VoucherBook(store, Samples.signer(CONSUMER));

    @BeforeEach
    void opensALease() {
        book.open(lease(1), PRICES, big(100));
    }

    @Test
    void signsWhatReceiptsEarned() {
        assertThat(book.accrue(lease(1), receipt(Digest.ZERO, 0, 7))).isEqualTo(new Accrual.Counted(big(7)));

        var voucher = book.issue(lease(1)).orElseThrow();

        assertThat(voucher.message().cumulative()).isEqualTo(big(7));
        assertThat(voucher.message().sequence()).isEqualTo(1);
        assertThat(Samples.signatures().valid(voucher.message(), voucher.signature(), CONSUMER))
                .isTrue();
    }

    @Test
    void givesTheSameVoucherWhileNothingNewIsEarned() {
        assertThat(book.issue(lease(1))).isEmpty();
        book.accrue(lease(1), receipt(Digest.ZERO, 0, 7));

        var first = book.issue(lease(1));

        assertThat(book.issue(lease(1))).isEqualTo(first);
    }

    @Test
    void paysNothingForEpochsThatDidNotPass() {
        book.accrue(lease(1), epoch(1, 10, Usage.EpochOutcome.PASSED));
        book.accrue(lease(1), epoch(2, 10, Usage.EpochOutcome.FAILED));
        book.accrue(lease(1), epoch(3, 10, Usage.EpochOutcome.UNMEASURED));
        book.accrue(lease(1), epoch(4, 5, Usage.EpochOutcome.PASSED));

        assertThat(book.account(lease(1)).earned()).isEqualTo(big(15));
    }

    @Test
    void countsEachUsageOnce() {
        var receipt = receipt(Digest.ZERO, 0, 7);
        book.accrue(lease(1), receipt);
        book.accrue(lease(1), epoch(1, 10, Usage.EpochOutcome.PASSED));

        assertThat(book.accrue(lease(1), receipt)).isEqualTo(new Accrual.Repeated(big(17)));
        assertThat(book.accrue(lease(1), epoch(1, 10, Usage.EpochOutcome.PASSED)))
                .isEqualTo(new Accrual.Repeated(big(17)));
        assertThat(book.accrue(lease(1), epoch(0, 99, Usage.EpochOutcome.PASSED)))
                .isInstanceOf(Accrual.Repeated.class);
    }

    @Test
    void refusesReceiptsThatDoNotContinueTheChain() {
        var first = receipt(Digest.ZERO, 0, 7);
        book.accrue(lease(1), first);

        assertRefused(ErrorCode.CONFLICT, receipt(Digest.ZERO, 60, 7));
        assertRefused(ErrorCode.CONFLICT, receipt(first.digest(), 30, 7));
        assertRefused(
                ErrorCode.CONFLICT,
                new Usage.Metered(new Receipt(lease(2), NOW, NOW.plusSeconds(60), List.of(big(1)), first.digest())));
        assertRefused(
                ErrorCode.BAD_REQUEST,
                new Usage.Metered(new Receipt(
                        lease(1),
                        NOW.plusSeconds(60),
                        NOW.plusSeconds(120),
                        List.of(big(1), big(1), big(1)),
                        first.digest())));
        assertThat(book.accrue(lease(9), first)).isInstanceOf(Accrual.Refused.class);
        assertThat(book.account(lease(1)).earned()).isEqualTo(big(7));
    }

    @Test
    void neverPromisesMoreThanTheDeposit() {
        book.accrue(lease(1), epoch(1, 150, Usage.EpochOutcome.PASSED));

        assertThat(book.issue(lease(1)).orElseThrow().message().cumulative()).isEqualTo(big(100));
        assertThat(book.account(lease(1)).isExhausted()).isTrue();

        book.topUp(lease(1), big(130));
        var more = book.issue(lease(1)).orElseThrow().message();
        assertThat(more.cumulative()).isEqualTo(big(130));
        assertThat(more.sequence()).isEqualTo(2);
    }

    @Test
    void continuesFromAVoucherThatARestoredBookDoesNotKnow() {
        var restored = new VoucherBook(new InMemoryAccountStore<>(), Samples.signer(CONSUMER));
        restored.open(lease(1), PRICES, big(100));
        book.accrue(lease(1), epoch(1, 10, Usage.EpochOutcome.PASSED));
        var first = book.issue(lease(1)).orElseThrow();
        book.accrue(lease(1), epoch(2, 13, Usage.EpochOutcome.PASSED));
        var second = book.issue(lease(1)).orElseThrow();

        restored.adopt(second);
        restored.adopt(first);

        assertThat(restored.account(lease(1)).earned()).isEqualTo(big(23));
        assertThat(restored.issue(lease(1))).contains(second);
        restored.accrue(lease(1), epoch(3, 4, Usage.EpochOutcome.PASSED));
        var next = restored.issue(lease(1)).orElseThrow().message();
        assertThat(next.cumulative()).isEqualTo(big(27));
        assertThat(next.sequence()).isEqualTo(3);
    }

    @Test
    void continuesWhereItWasAfterACrash() {
        book.accrue(lease(1), epoch(1, 10, Usage.EpochOutcome.PASSED));
        var before = book.issue(lease(1)).orElseThrow();

        var reopened = new VoucherBook(store, Samples.signer(CONSUMER));
        reopened.open(lease(1), PRICES, big(100));
        reopened.accrue(lease(1), epoch(1, 10, Usage.EpochOutcome.PASSED));

        assertThat(reopened.issue(lease(1))).contains(before);
        reopened.accrue(lease(1), epoch(2, 10, Usage.EpochOutcome.PASSED));
        assertThat(reopened.issue(lease(1)).orElseThrow().message().sequence()).isEqualTo(2);
    }

    @Test
    void roundTripsAccountsThroughJson() {
        book.accrue(lease(1), receipt(Digest.ZERO, 0, 7));
        book.issue(lease(1));

        var account = book.account(lease(1));

        assertThat(PayerAccount.from(account.toJson())).isEqualTo(account);
    }

    private void assertRefused(ErrorCode code, Usage usage) {
        assertThat(book.accrue(lease(1), usage))
                .isInstanceOfSatisfying(
                        Accrual.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static Usage.Metered receipt(Digest previous, long from, long reading) {
        return new Usage.Metered(new Receipt(
                lease(1), NOW.plusSeconds(from), NOW.plusSeconds(from + 60), List.of(big(reading)), previous));
    }

    private static Usage.Epoch epoch(long number, long reading, Usage.EpochOutcome outcome) {
        return new Usage.Epoch(number, List.of(big(reading)), outcome, Digest.ZERO);
    }
}
