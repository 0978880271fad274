package souk.gateway.pay;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Receipt;
import souk.core.value.LeaseId;
import souk.economy.Accrual;
import souk.economy.Usage;
import souk.economy.VoucherBook;
import souk.gateway.data.RepairDelegation;

/// Owes repairers what they moved, by the prices of their own leases: what they read counts as ingress,
/// what they stored as egress, and each request. The next voucher of the lease pays it with its storage.
public final class RepairPayments implements RepairDelegation.Ledger {
    private final Supplier<VoucherBook> vouchers;
    private final InstantSource clock;

    /// @param vouchers of the payer
    public RepairPayments(Supplier<VoucherBook> vouchers, InstantSource clock) {
        this.vouchers = vouchers;
        this.clock = clock;
    }

    /// @throws SoukException when the lease has no account, which cannot pay then
    @Override
    public synchronized void owe(LeaseId lease, long read, long stored, long requests) {
        var book = vouchers.get();
        var account = book.account(lease);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant from = account.receiptsTo().isAfter(now) ? account.receiptsTo() : now;
        var readings = List.of(
                BigInteger.ZERO, BigInteger.valueOf(read), BigInteger.valueOf(stored), BigInteger.valueOf(requests));
        var receipt = new Receipt(lease, from, from.plusSeconds(1), readings, account.lastReceipt());
        if (book.accrue(lease, new Usage.Metered(receipt)) instanceof Accrual.Refused(ErrorCode code, String reason)) {
            throw new SoukException(code, reason);
        }
    }
}
