package souk.gateway.market;

import souk.gateway.store.TenantId;
import souk.ledger.Ledger;
import souk.sdk.market.MarketClient;
import souk.sdk.net.LeaseCalls;
import souk.trust.AccountKey;

/// A consumer that this gateway serves, and all it needs to act for it.
///
/// @param account pays and signs
/// @param ledger in the name of the account
/// @param calls to providers under the account's leases
public record Tenant(
        TenantId id, AccountKey account, Ledger ledger, Funds funds, MarketClient market, LeaseCalls calls) {
    @Override
    public String toString() {
        return "Tenant[" + id + ", " + account.address() + "]";
    }
}
