package souk.gateway.market;

import java.math.BigInteger;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.value.Address;
import souk.ledger.AssetId;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;

/// Lets the market take the deposits of an account's leases.
public final class Funds {
    /// Allowed once and for all: what is taken is bounded by the orders the account signs.
    private static final BigInteger ALLOWANCE = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    /// Below it the allowance is renewed; far above any deposit.
    private static final BigInteger ENOUGH = BigInteger.ONE.shiftLeft(100);

    private final Ledger ledger;
    private final Address account;
    private final AssetId asset;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean allowed;

    public Funds(Ledger ledger, Address account, AssetId asset) {
        this.ledger = ledger;
        this.account = account;
        this.asset = asset;
    }

    /// Makes sure that the market may take deposits; asks the ledger once a process.
    ///
    /// @throws souk.core.error.SoukException as the ledger
    public void allow() {
        lock.lock();
        try {
            if (!allowed) {
                if (ledger.balance(account, asset).allowed().compareTo(ENOUGH) < 0) {
                    ledger.submit(
                            new LedgerCommand.Approve(asset.token(), LedgerCommand.Spender.MARKET, ALLOWANCE),
                            Finality.INCLUDED);
                }
                allowed = true;
            }
        } finally {
            lock.unlock();
        }
    }
}
