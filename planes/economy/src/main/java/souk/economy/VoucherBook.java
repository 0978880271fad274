package souk.economy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Receipt;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;

/// The payer's side of payment: counts what providers earn and signs vouchers for it.
///
/// A voucher is durable before it is handed out, so that after a crash the next one has a higher sequence
/// and never promises less. Every usage counts once: receipts form a chain, epochs a growing number.
///
/// Safe for use by many threads.
public final class VoucherBook {
    private final AccountStore<PayerAccount> accounts;
    private final Signer signer;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param signer the payer, or the session key that the ledger knows for its leases
    public VoucherBook(AccountStore<PayerAccount> accounts, Signer signer) {
        this.accounts = accounts;
        this.signer = signer;
    }

    /// Starts an account when a lease opens. For a lease that has one, only raises the deposit.
    ///
    /// @param prices of the quote
    /// @param deposit smallest units locked on the ledger
    public void open(LeaseId lease, UnitPrices prices, BigInteger deposit) {
        lock.lock();
        try {
            var account = accounts.find(lease).orElseGet(() -> PayerAccount.open(lease, prices, BigInteger.ZERO));
            accounts.put(lease, account.withDeposit(account.deposit().max(deposit)));
        } finally {
            lock.unlock();
        }
    }

    /// The ledger shows more locked than before; less is ignored, since events may come again.
    ///
    /// @param deposit all that is locked, what was there before included
    /// @throws SoukException `NOT_FOUND`
    public void topUp(LeaseId lease, BigInteger deposit) {
        lock.lock();
        try {
            var account = require(lease);
            accounts.put(lease, account.withDeposit(account.deposit().max(deposit)));
        } finally {
            lock.unlock();
        }
    }

    /// Counts a usage; durable on return.
    public Accrual accrue(LeaseId lease, Usage usage) {
        lock.lock();
        try {
            var account = accounts.find(lease);
            if (account.isEmpty()) {
                return new Accrual.Refused(ErrorCode.NOT_FOUND, "no account for lease " + lease);
            }
            return switch (usage) {
                case Usage.Metered metered -> accrueReceipt(account.get(), metered);
                case Usage.Epoch epoch -> accrueEpoch(account.get(), epoch);
            };
        } finally {
            lock.unlock();
        }
    }

    /// The newest voucher: a new one if more is payable than the last one promised, otherwise the last one
    /// again; none
    /// while nothing was earned.
    ///
    /// @throws SoukException `NOT_FOUND`
    public Optional<Signed<Voucher>> issue(LeaseId lease) {
        lock.lock();
        try {
            var account = require(lease);
            if (account.payable().compareTo(account.promised()) <= 0) {
                return account.newest();
            }
            long sequence =
                    account.newest().map(last -> last.message().sequence()).orElse(0L) + 1;
            var voucher = new Voucher(lease, account.payable(), sequence, account.usage());
            var signed = new Signed<>(voucher, signer.sign(voucher));
            accounts.put(lease, account.withVoucher(signed));
            return Optional.of(signed);
        } finally {
            lock.unlock();
        }
    }

    /// Takes back a voucher that was handed out before this book was restored from an older copy; an older
    /// one than the newest is ignored. What it promises counts as earned.
    ///
    /// @param voucher whose signature was checked
    /// @throws SoukException `NOT_FOUND`
    public void adopt(Signed<Voucher> voucher) {
        lock.lock();
        try {
            var account = require(voucher.message().lease());
            long known = account.newest().map(last -> last.message().sequence()).orElse(0L);
            if (voucher.message().sequence() > known) {
                accounts.put(account.lease(), account.restored(voucher));
            }
        } finally {
            lock.unlock();
        }
    }

    /// The account of a lease.
    ///
    /// @throws SoukException `NOT_FOUND`
    public PayerAccount account(LeaseId lease) {
        return require(lease);
    }

    /// All accounts, in no particular order.
    public List<PayerAccount> accounts() {
        return accounts.all();
    }

    /// Forgets a lease that was settled on the ledger.
    public void forget(LeaseId lease) {
        lock.lock();
        try {
            accounts.remove(lease);
        } finally {
            lock.unlock();
        }
    }

    private Accrual accrueReceipt(PayerAccount account, Usage.Metered metered) {
        var receipt = metered.receipt();
        if (receipt.structHash().equals(account.lastReceipt())) {
            return new Accrual.Repeated(account.earned());
        }
        if (!receipt.lease().equals(account.lease()) || !receipt.previous().equals(account.lastReceipt())) {
            return new Accrual.Refused(
                    ErrorCode.CONFLICT, "the receipt does not continue from " + account.lastReceipt());
        }
        if (!isForward(receipt, account)) {
            return new Accrual.Refused(
                    ErrorCode.CONFLICT, "the receipt's interval must follow " + account.receiptsTo());
        }
        return keep(account, receipt.readings(), account.withReceipt(metered));
    }

    private static boolean isForward(Receipt receipt, PayerAccount account) {
        return receipt.to().isAfter(receipt.from()) && !receipt.from().isBefore(account.receiptsTo());
    }

    private Accrual accrueEpoch(PayerAccount account, Usage.Epoch epoch) {
        if (epoch.epoch() <= account.lastEpoch()) {
            return new Accrual.Repeated(account.earned());
        }
        return keep(account, epoch.readings(), account.withEpoch(epoch));
    }

    private Accrual keep(PayerAccount before, List<BigInteger> readings, PayerAccount after) {
        if (readings.size() > before.prices().values().size()) {
            return new Accrual.Refused(ErrorCode.BAD_REQUEST, "more readings than prices");
        }
        if (after.readings().stream().anyMatch(sum -> sum.signum() < 0 || sum.bitLength() > 128)
                || readings.stream().anyMatch(value -> value.signum() < 0)) {
            return new Accrual.Refused(ErrorCode.BAD_REQUEST, "readings must be from 0 to 2^128 - 1 in sum");
        }
        accounts.put(before.lease(), after);
        return new Accrual.Counted(after.earned());
    }

    private PayerAccount require(LeaseId lease) {
        return accounts.find(lease)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no account for lease " + lease));
    }
}
