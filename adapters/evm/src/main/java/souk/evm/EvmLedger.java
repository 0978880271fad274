package souk.evm;

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
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerReceipt;
import souk.ledger.MarketParameters;
import souk.ledger.ProviderState;

/// The market's contracts in the name of one account.
final class EvmLedger implements Ledger {
    private final EvmMarket market;
    private final Commands commands;
    private final TransactionSigner signer;

    EvmLedger(EvmMarket market, TransactionSigner signer) {
        this.market = market;
        this.commands = new Commands(market.addresses());
        this.signer = signer;
    }

    @Override
    public LedgerReceipt submit(LedgerCommand command, Finality wait) {
        var chain = market.chain();
        var outgoing = chain.send(signer, commands.encode(command, registered(command)));
        var inclusion = chain.await(outgoing, wait);
        return new LedgerReceipt(inclusion.transaction(), inclusion.block(), wait, entries(inclusion));
    }

    private boolean registered(LedgerCommand command) {
        return command instanceof LedgerCommand.RegisterProvider
                && provider(signer.address()).map(ProviderState::active).orElse(false);
    }

    private List<LedgerEntry> entries(Outgoing.Inclusion inclusion) {
        var logs = inclusion.receipt().array("logs").objects().toList();
        if (logs.isEmpty()) {
            return List.of();
        }
        var block = market.chain().blockByHash(inclusion.blockHash());
        return logs.stream()
                .flatMap(log -> market.decoder().decode(log, block).stream())
                .toList();
    }

    @Override
    public Optional<LeaseState> lease(LeaseId id) {
        return market.lease(id);
    }

    @Override
    public Optional<ProviderState> provider(Address account) {
        return market.provider(account);
    }

    @Override
    public List<ProviderState> providers() {
        return market.providers();
    }

    @Override
    public Balance balance(Address account, AssetId asset) {
        return market.balance(account, asset.token());
    }

    @Override
    public Optional<BigInteger> price(Digest key) {
        return market.price(key);
    }

    @Override
    public MarketParameters parameters() {
        return market.parameters();
    }

    @Override
    public EventPage events(EventCursor after, Finality finality, int limit) {
        return market.events(after, finality, limit);
    }
}
