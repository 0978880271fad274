package souk.gateway.pay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.economy.InMemoryAccountStore;
import souk.economy.PayerAccount;
import souk.economy.Usage;
import souk.economy.VoucherBook;

final class RepairPaymentsTest {
    private static final LeaseId LEASE = new LeaseId("0x" + "11".repeat(32));
    private static final Signature SIGNATURE = new Signature("0x" + "01".repeat(64) + "1b");
    private static final BigInteger SCALE = UnitPrices.SCALE;
    /// A byte-second costs 1, an ingress byte 2, an egress byte 3, a request 100.
    private static final UnitPrices PRICES = new UnitPrices(List.of(
            SCALE,
            SCALE.multiply(BigInteger.TWO),
            SCALE.multiply(BigInteger.valueOf(3)),
            SCALE.multiply(BigInteger.valueOf(100))));

    private final VoucherBook book = new VoucherBook(new InMemoryAccountStore<PayerAccount>(), _ -> SIGNATURE);
    private final RepairPayments payments = new RepairPayments(() -> book, () -> Instant.ofEpochSecond(1_800_000_000));

    @Test
    void repairsArePaidByTheLeasesPricesWithItsStorage() {
        book.open(LEASE, PRICES, BigInteger.valueOf(1_000_000));
        book.accrue(LEASE, new Usage.Epoch(7, List.of(BigInteger.valueOf(5)), Usage.EpochOutcome.PASSED, Digest.ZERO));

        // Two in one second are two.
        payments.owe(LEASE, 40, 10, 5);
        payments.owe(LEASE, 40, 10, 5);

        assertThat(book.account(LEASE).earned()).isEqualTo(BigInteger.valueOf(5 + 2 * (80 + 30 + 500)));
        assertThat(book.issue(LEASE).orElseThrow().message().cumulative())
                .isEqualTo(BigInteger.valueOf(5 + 2 * (80 + 30 + 500)));
    }

    @Test
    void noLeaseNoPayment() {
        assertThatThrownBy(() -> payments.owe(LEASE, 1, 1, 1)).isInstanceOf(SoukException.class);
    }
}
