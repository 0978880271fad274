package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.economy.Samples.CONSUMER;
import static souk.economy.Samples.address;
import static souk.economy.Samples.big;
import static souk.economy.Samples.lease;
import static souk.economy.Samples.voucher;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.market.Signed;
import souk.core.market.Voucher;

class VoucherTillTest {
    private static final SettlementPolicy POLICY =
            new SettlementPolicy(big(50), Duration.ofHours(1), Duration.ofMinutes(5));

    private final FakeClock clock = new FakeClock();
    private final AccountStore<TillAccount> store = new InMemoryAccountStore<>();
    private VoucherTill till = till();

    @BeforeEach
    void opensALease() {
        till.open(lease(1), CONSUMER, big(100));
    }

    @Test
    void keepsTheNewestVoucher() {
        assertThat(till.accept(voucher(1, 10, 1))).isEqualTo(new AcceptResult.Accepted(big(10)));
        assertThat(till.accept(voucher(1, 25, 2))).isEqualTo(new AcceptResult.Accepted(big(15)));
        assertThat(till.accept(voucher(1, 25, 2))).isEqualTo(new AcceptResult.Repeated());

        assertThat(till.account(lease(1)).promised()).isEqualTo(big(25));
    }

    @Test
    void refusesReplayedSmallerForgedAndUncoveredVouchers() {
        till.accept(voucher(1, 20, 2));
        var message = new Voucher(lease(1), big(30), 3, Samples.digest(0));

        assertRefused(ErrorCode.STALE_VOUCHER, voucher(1, 10, 1));
        assertRefused(ErrorCode.STALE_VOUCHER, voucher(1, 19, 3));
        assertRefused(ErrorCode.STALE_VOUCHER, voucher(1, 30, 2));
        assertRefused(ErrorCode.INSUFFICIENT_FUNDS, voucher(1, 101, 3));
        assertRefused(ErrorCode.NOT_FOUND, voucher(2, 30, 3));
        assertRefused(ErrorCode.BAD_SIGNATURE, new Signed<>(message, Samples.sign(message, address(9))));
        assertThat(till.account(lease(1)).promised()).isEqualTo(big(20));
    }

    @Test
    void acceptsMoreAfterATopUp() {
        till.topUp(lease(1), big(200));

        assertThat(till.accept(voucher(1, 150, 1))).isInstanceOf(AcceptResult.Accepted.class);
    }

    @Test
    void settlesAtTheThresholdOrAfterTheInterval() {
        till.accept(voucher(1, 49, 1));
        assertThat(till.takeDue()).isEmpty();

        till.accept(voucher(1, 50, 2));
        assertThat(till.takeDue()).containsExactly(voucher(1, 50, 2));
        till.settled(lease(1), big(50));

        till.accept(voucher(1, 51, 3));
        assertThat(till.takeDue()).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(till.takeDue()).containsExactly(voucher(1, 51, 3));
    }

    @Test
    void neverHandsOverTheSameVoucherTwiceButRetriesAfterAWhile() {
        till.accept(voucher(1, 60, 1));
        till.takeDue();

        assertThat(till.takeDue()).isEmpty();
        till = till();
        assertThat(till.takeDue()).isEmpty();

        clock.advance(Duration.ofMinutes(5));
        assertThat(till.takeDue()).containsExactly(voucher(1, 60, 1));
        till.settled(lease(1), big(60));
        till.settled(lease(1), big(10));
        clock.advance(Duration.ofDays(1));
        assertThat(till.takeDue()).isEmpty();
    }

    @Test
    void putsTheLargestAmountsFirstAndBoundsTheBatch() {
        for (int i = 2; i < 2 + VoucherTill.MAX_BATCH; i++) {
            till.open(lease(i), CONSUMER, big(1_000));
            till.accept(voucher(i, 100 + i, 1));
        }
        till.accept(voucher(1, 60, 1));

        var batch = till.takeDue();

        assertThat(batch).hasSize(VoucherTill.MAX_BATCH).doesNotContain(voucher(1, 60, 1));
        assertThat(till.takeDue()).containsExactly(voucher(1, 60, 1));
    }

    @Test
    void remembersEverythingAfterACrash() {
        till.accept(voucher(1, 60, 5));

        till = till();

        assertRefused(ErrorCode.STALE_VOUCHER, voucher(1, 60, 4));
        assertThat(till.takeDue()).containsExactly(voucher(1, 60, 5));
    }

    private VoucherTill till() {
        return new VoucherTill(store, Samples.signatures(), POLICY, clock);
    }

    private void assertRefused(ErrorCode code, Signed<Voucher> voucher) {
        assertThat(till.accept(voucher))
                .isInstanceOfSatisfying(
                        AcceptResult.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
