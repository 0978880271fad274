package souk.node.relay;

import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// What payers have locked in leases that are not closed, of the asset that the relay counts in.
final class Deposits implements LedgerFeed.Listener {
    private record Locked(Address payer, BigInteger amount) {}

    private final Address asset;
    private final Map<LeaseId, Locked> leases = new ConcurrentHashMap<>();
    private final Map<Address, BigInteger> sums = new ConcurrentHashMap<>();

    Deposits(Address asset) {
        this.asset = asset;
    }

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened it -> {
                if (it.asset().equals(asset)) {
                    lock(it.lease(), new Locked(it.payer(), it.deposit()));
                }
            }
            case LedgerEvent.LeaseToppedUp it -> {
                var before = leases.get(it.lease());
                if (before != null) {
                    lock(it.lease(), new Locked(before.payer, it.deposit()));
                }
            }
            case LedgerEvent.LeaseClosed it -> unlock(it.lease());
            default -> {
                // The rest moves no deposit.
            }
        }
    }

    @Override
    public void reset() {
        leases.clear();
        sums.clear();
    }

    BigInteger of(Address payer) {
        return sums.getOrDefault(payer, BigInteger.ZERO);
    }

    private void lock(LeaseId lease, Locked locked) {
        unlock(lease);
        leases.put(lease, locked);
        sums.merge(locked.payer, locked.amount, BigInteger::add);
    }

    private void unlock(LeaseId lease) {
        var gone = leases.remove(lease);
        if (gone != null) {
            sums.computeIfPresent(gone.payer, (_, sum) -> {
                var left = sum.subtract(gone.amount);
                return left.signum() > 0 ? left : null;
            });
        }
    }
}
