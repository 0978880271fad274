package souk.gateway.market;

import java.math.BigInteger;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.value.Address;
import souk.ledger.AssetId;
import souk.ledger.Balance;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;

/// Keeps enough of an account's money at the market for the leases it opens.
///
/// A lease that is paid from the balance there costs some 15,000 gas less than one whose deposit the market takes
/// from the account's tokens, and what closed leases leave over comes back to that balance. So a whole round of
/// leases is paid in at once, and the last one's rest pays for the next.
public final class Funds {
    /// Allowed once and for all: what is taken is bounded by the orders the account signs.
    private static final BigInteger ALLOWANCE = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    /// Below it the allowance is renewed; far above any deposit.
    private static final BigInteger ENOUGH = BigInteger.ONE.shiftLeft(100);
    /// A payment in costs 50,000 gas: from four leases on it is cheaper than taking each deposit.
    private static final int LEAST_LEASES = 8;

    private final Ledger ledger;
    private final Address account;
    private final AssetId asset;
    private final ReentrantLock lock = new ReentrantLock();

    public Funds(Ledger ledger, Address account, AssetId asset) {
        this.ledger = ledger;
        this.account = account;
        this.asset = asset;
    }

    /// Pays in what the balance at the market lacks for so many leases, or for eight if that is more; what the
    /// account does not have, the market will miss and say so when the leases are opened. Two callers at once may
    /// use each other's share: the market then takes the deposit from the account's tokens.
    ///
    /// @param deposit of one lease, in smallest units
    /// @throws souk.core.error.SoukException as the ledger
    public void provide(BigInteger deposit, int leases) {
        lock.lock();
        try {
            var balance = ledger.balance(account, asset);
            if (balance.deposited().compareTo(deposit.multiply(BigInteger.valueOf(leases))) < 0) {
                payIn(balance, deposit.multiply(BigInteger.valueOf(Math.max(leases, LEAST_LEASES))));
            }
        } finally {
            lock.unlock();
        }
    }

    private void payIn(Balance balance, BigInteger wanted) {
        if (balance.allowed().compareTo(ENOUGH) < 0) {
            submit(new LedgerCommand.Approve(asset.token(), LedgerCommand.Spender.MARKET, ALLOWANCE));
        }
        var amount = wanted.subtract(balance.deposited()).min(balance.held());
        if (amount.signum() > 0) {
            submit(new LedgerCommand.Deposit(asset.token(), amount));
        }
    }

    private void submit(LedgerCommand command) {
        ledger.submit(command, Finality.INCLUDED);
    }
}
