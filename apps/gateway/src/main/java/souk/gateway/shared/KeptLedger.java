package souk.gateway.shared;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.AssetId;
import souk.ledger.Balance;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.Finality;
import souk.ledger.LeaseState;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerReceipt;
import souk.ledger.MarketParameters;
import souk.ledger.ProviderState;

/// The ledger as one of several gateways may use it: all read, the keeper alone sends, since one
/// account's transactions have one order.
public record KeptLedger(Ledger ledger, Keeper keeper) implements Ledger {
    @Override
    public LedgerReceipt submit(LedgerCommand command, Finality wait) {
        keeper.require();
        return ledger.submit(command, wait);
    }

    @Override
    public Optional<LeaseState> lease(LeaseId id) {
        return ledger.lease(id);
    }

    @Override
    public Optional<ProviderState> provider(Address account) {
        return ledger.provider(account);
    }

    @Override
    public List<ProviderState> providers() {
        return ledger.providers();
    }

    @Override
    public Balance balance(Address account, AssetId asset) {
        return ledger.balance(account, asset);
    }

    @Override
    public Optional<BigInteger> price(Digest key) {
        return ledger.price(key);
    }

    @Override
    public MarketParameters parameters() {
        return ledger.parameters();
    }

    @Override
    public EventPage events(EventCursor after, Finality finality, int limit) {
        return ledger.events(after, finality, limit);
    }
}
