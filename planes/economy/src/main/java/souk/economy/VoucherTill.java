package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// The provider's side of payment: accepts vouchers, keeps the newest of each lease and says which to settle.
///
/// The ledger pays the difference between a voucher and what it paid before, so no voucher is ever paid twice.
/// The till
/// adds that none is submitted twice for nothing: what was handed over is durable and comes again only when the
/// ledger
/// has not shown it after the policy's retry time.
///
/// Safe for use by many threads.
public final class VoucherTill {
    /// Vouchers in one settlement transaction, which bounds its gas.
    public static final int MAX_BATCH = 100;

    private final AccountStore<TillAccount> store;
    private final SignatureCheck signatures;
    private final SettlementPolicy policy;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LeaseId, TillAccount> accounts = new TreeMap<>();

    /// A till that continues with what the store holds.
    public VoucherTill(
            AccountStore<TillAccount> store, SignatureCheck signatures, SettlementPolicy policy, InstantSource clock) {
        this.store = store;
        this.signatures = signatures;
        this.policy = policy;
        this.clock = clock;
        store.all().forEach(account -> accounts.put(account.lease(), account));
    }

    /// Starts an account when a lease opens. For a lease that has one, only raises the deposit.
    ///
    /// @param payer who signs the vouchers
    public void open(LeaseId lease, Address payer, BigInteger deposit) {
        lock.lock();
        try {
            var account = accounts.get(lease);
            keep(
                    account == null
                            ? TillAccount.open(lease, payer, deposit, clock.instant())
                            : account.withDeposit(account.deposit().max(deposit)));
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
            keep(account.withDeposit(account.deposit().max(deposit)));
        } finally {
            lock.unlock();
        }
    }

    /// Takes a voucher; durable on return.
    public AcceptResult accept(Signed<Voucher> voucher) {
        lock.lock();
        try {
            var account = accounts.get(voucher.message().lease());
            if (account == null) {
                return new AcceptResult.Refused(
                        ErrorCode.NOT_FOUND, "no lease " + voucher.message().lease() + " here");
            }
            if (account.newest().filter(voucher::equals).isPresent()) {
                return new AcceptResult.Repeated();
            }
            return refusal(account, voucher).orElseGet(() -> take(account, voucher));
        } finally {
            lock.unlock();
        }
    }

    /// The vouchers to settle now, the largest amounts first, at most [#MAX_BATCH]. They count as submitted,
    /// durably: a lease is due again once the ledger has shown the payment or the retry time has passed.
    public List<Signed<Voucher>> takeDue() {
        lock.lock();
        try {
            var now = clock.instant();
            var due = accounts.values().stream()
                    .filter(account -> isDue(account, now))
                    .sorted(Comparator.comparing(TillAccount::unsettled).reversed())
                    .limit(MAX_BATCH)
                    .toList();
            var batch = new ArrayList<Signed<Voucher>>();
            for (var account : due) {
                keep(account.withSubmission(account.promised(), now));
                account.newest().ifPresent(batch::add);
            }
            return List.copyOf(batch);
        } finally {
            lock.unlock();
        }
    }

    /// The ledger paid out.
    ///
    /// @param cumulative all that it has paid for this lease; less than known is ignored, since events may
    ///     come again
    public void settled(LeaseId lease, BigInteger cumulative) {
        lock.lock();
        try {
            var account = accounts.get(lease);
            if (account != null && cumulative.compareTo(account.settled()) > 0) {
                keep(account.withSettled(cumulative));
            }
        } finally {
            lock.unlock();
        }
    }

    /// The account of a lease.
    ///
    /// @throws SoukException `NOT_FOUND`
    public TillAccount account(LeaseId lease) {
        lock.lock();
        try {
            return require(lease);
        } finally {
            lock.unlock();
        }
    }

    /// All accounts, by lease.
    public List<TillAccount> accounts() {
        lock.lock();
        try {
            return List.copyOf(accounts.values());
        } finally {
            lock.unlock();
        }
    }

    /// Forgets a lease that was settled for good.
    public void forget(LeaseId lease) {
        lock.lock();
        try {
            store.remove(lease);
            accounts.remove(lease);
        } finally {
            lock.unlock();
        }
    }

    private Optional<AcceptResult> refusal(TillAccount account, Signed<Voucher> voucher) {
        var message = voucher.message();
        if (message.cumulative().compareTo(account.promised()) < 0
                || message.sequence()
                        <= account.newest().map(v -> v.message().sequence()).orElse(0L)) {
            return refused(ErrorCode.STALE_VOUCHER, "a newer voucher is known");
        }
        if (message.cumulative().compareTo(account.deposit()) > 0) {
            return refused(ErrorCode.INSUFFICIENT_FUNDS, "the deposit is " + account.deposit());
        }
        if (!signatures.valid(message, voucher.signature(), account.payer())) {
            return refused(ErrorCode.BAD_SIGNATURE, "the voucher is not signed by " + account.payer());
        }
        return Optional.empty();
    }

    private AcceptResult take(TillAccount account, Signed<Voucher> voucher) {
        keep(account.withVoucher(voucher));
        return new AcceptResult.Accepted(voucher.message().cumulative().subtract(account.promised()));
    }

    private boolean isDue(TillAccount account, Instant now) {
        if (account.unsettled().signum() == 0) {
            return false;
        }
        if (account.submitted().compareTo(account.settled()) > 0) {
            return !now.isBefore(account.submittedAt().plus(policy.retry()));
        }
        return account.unsettled().compareTo(policy.threshold()) >= 0
                || !now.isBefore(account.submittedAt().plus(policy.interval()));
    }

    private void keep(TillAccount account) {
        store.put(account.lease(), account);
        accounts.put(account.lease(), account);
    }

    private TillAccount require(LeaseId lease) {
        var account = accounts.get(lease);
        if (account == null) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no account for lease " + lease);
        }
        return account;
    }

    private static Optional<AcceptResult> refused(ErrorCode code, String reason) {
        return Optional.of(new AcceptResult.Refused(code, reason));
    }
}
