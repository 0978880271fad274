package souk.gateway.pay;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import souk.assurance.EpochOutcome;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.economy.Accrual;
import souk.economy.PayerAccount;
import souk.economy.Usage;
import souk.economy.VoucherBook;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.data.TenantStorage;
import souk.gateway.market.Closings;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseCondition;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.TermsBook;
import souk.gateway.store.TenantId;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.sdk.storage.StorageLease;
import souk.trust.AccountKey;

/// What one tenant pays its providers of storage.
///
/// Metered are the bytes under the co-signed root, for the length of the epoch. Traffic and requests are
/// not charged by this gateway yet: it would have to take the provider's word for them.
public final class TenantPayments {
    private static final Duration START_SLACK = Duration.ofSeconds(5);
    /// The epoch after the last one with data is paid two epochs later; one more is for a provider that was
    /// away.
    private static final int RETIRE_AFTER = 3;
    private static final System.Logger LOG = System.getLogger(TenantPayments.class.getName());

    private final TenantStorage storage;
    private final VoucherBook vouchers;
    private final SqliteShardBook shards;
    private final TermsBook terms;
    private final LeaseIndex index;
    private final VoucherLog log;
    private final Closings closings;
    private final TypedData.Domain domain;
    private final Duration epochLength;
    private final InstantSource clock;

    public TenantPayments(
            TenantStorage storage,
            VoucherBook vouchers,
            SqliteShardBook shards,
            TermsBook terms,
            LeaseIndex index,
            VoucherLog log,
            Closings closings,
            TypedData.Domain domain,
            Duration epochLength,
            InstantSource clock) {
        this.storage = storage;
        this.vouchers = vouchers;
        this.shards = shards;
        this.terms = terms;
        this.index = index;
        this.log = log;
        this.closings = closings;
        this.domain = domain;
        this.epochLength = epochLength;
        this.clock = clock;
    }

    public VoucherBook vouchers() {
        return vouchers;
    }

    TenantId tenant() {
        return storage.tenant().id();
    }

    /// The accounts of all storage leases, of those that are over too.
    List<PayerAccount> accounts() {
        return vouchers.accounts().stream()
                .filter(account -> index.find(account.lease())
                        .filter(lease -> lease.resourceClass() == ResourceClass.STORAGE)
                        .isPresent())
                .toList();
    }

    List<StorageLease> leases() {
        return storage.leases().running();
    }

    /// Opens an account for each lease that has none, and follows its deposit.
    void adopt() {
        for (Lease lease : index.of(storage.tenant().account().address())) {
            if (lease.resourceClass() == ResourceClass.STORAGE && !lease.settled()) {
                terms.find(lease.id())
                        .ifPresent(it -> vouchers.open(lease.id(), it.quote().unitPrices(), lease.deposit()));
            }
        }
    }

    /// Gets the money back from providers that never started.
    void timeOut() {
        for (Lease lease : index.of(storage.tenant().account().address())) {
            boolean late = lease.status() == LeaseStatus.OPEN
                    && lease.terms().startDeadline().plus(START_SLACK).isBefore(clock.instant());
            if (late) {
                terms.find(lease.id()).ifPresent(this::timeOut);
            }
        }
    }

    private void timeOut(LeaseTerms late) {
        storage.tenant().ledger().submit(new LedgerCommand.TimeOutStart(late.order(), late.quote()), Finality.INCLUDED);
        LOG.log(System.Logger.Level.INFO, "lease.timed-out lease={0}", late.lease());
    }

    /// Opens leases with providers that came later, once the tenant stores anything at all.
    void complete() {
        if (!leases().isEmpty()) {
            storage.leases().complete();
        }
    }

    /// Signs the inventory of the epoch that just ended, together with the provider.
    void agree(StorageLease lease, long epoch) {
        storage.inventories().agree(lease, epoch);
    }

    /// Counts an epoch and hands the newest voucher over. Again for the same epoch it only hands over.
    void settle(StorageLease lease, long epoch, List<EpochOutcome> outcomes) {
        shards.root(lease.lease(), epoch).ifPresent(root -> {
            boolean heard = shards.root(lease.lease(), epoch + 1).isPresent();
            count(lease, epoch, root.payer().message().size(), Verdict.of(lease.lease(), outcomes, heard));
        });
        vouchers.issue(lease.lease()).ifPresent(voucher -> hand(lease, voucher));
    }

    /// A provider that knows a newer voucher has it from before this gateway was recovered; the next one
    /// continues it.
    private void hand(StorageLease lease, Signed<Voucher> voucher) {
        try {
            storage.tenant()
                    .calls()
                    .call(
                            lease.provider(),
                            lease.lease(),
                            souk.net.Method.POST,
                            "/vouchers",
                            souk.net.Body.json(Signed.toJson(voucher.message().toJson(), voucher.signature())))
                    .close();
            log.handed(voucher, clock.instant());
        } catch (SoukException e) {
            if (e.code() != ErrorCode.STALE_VOUCHER) {
                throw e;
            }
            takeBack(lease);
        }
    }

    private void takeBack(StorageLease lease) {
        var newest = Signed.from(
                storage.tenant().calls().get(lease.provider(), lease.lease(), "/vouchers/newest"), Voucher::from);
        if (!newest.message().lease().equals(lease.lease())
                || !AccountKey.verify(
                        domain,
                        newest.message(),
                        newest.signature(),
                        storage.tenant().account().address())) {
            throw new SoukException(
                    ErrorCode.BAD_SIGNATURE, lease.provider() + " showed a voucher that we did not sign");
        }
        vouchers.adopt(newest);
    }

    /// Closes a lease that was left for another before its term is over, once all it earned is vouched for;
    /// the rest of the deposit comes back.
    void retire(StorageLease lease, long epoch) {
        boolean left = storage.leases().condition(lease.lease()) == LeaseCondition.ENDING
                && shards.wanted(lease.lease()).isEmpty();
        if (!left || !emptySince(lease, epoch - RETIRE_AFTER)) {
            return;
        }
        index.find(lease.lease()).ifPresent(found -> {
            var owed = vouchers.accounts().stream()
                    .filter(account -> account.lease().equals(lease.lease()))
                    .flatMap(account -> account.newest().stream())
                    .map(voucher -> voucher.message().cumulative())
                    .reduce(found.paid(), BigInteger::max);
            closings.close(storage.tenant(), found, owed, CloseReason.CONSUMER_CLOSED);
            LOG.log(System.Logger.Level.INFO, "lease.retired lease={0} provider={1}", lease.lease(), lease.provider());
        });
    }

    private boolean emptySince(StorageLease lease, long epoch) {
        return shards.root(lease.lease(), epoch)
                .filter(root -> root.payer().message().size() == 0)
                .isPresent();
    }

    private void count(StorageLease lease, long epoch, long size, Verdict verdict) {
        var byteSeconds = BigInteger.valueOf(size).multiply(BigInteger.valueOf(epochLength.toSeconds()));
        var usage = new Usage.Epoch(epoch, List.of(byteSeconds), verdict.outcome(), verdict.evidence());
        switch (vouchers.accrue(lease.lease(), usage)) {
            case Accrual.Counted _ -> {
                if (verdict.outcome() != Usage.EpochOutcome.PASSED) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "epoch.unpaid lease={0} provider={1} epoch={2} outcome={3}",
                            lease.lease(),
                            lease.provider(),
                            Long.toString(epoch),
                            verdict.outcome());
                }
            }
            case Accrual.Repeated _ -> {}
            case Accrual.Refused(var code, var reason) -> throw new SoukException(code, reason);
        }
    }
}
