package souk.gateway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import souk.availability.Dispersal;
import souk.availability.RecordPublisher;
import souk.gateway.pay.Costs;
import souk.gateway.pay.EpochKeeper;
import souk.gateway.pay.Publications;
import souk.gateway.pay.RecordLog;
import souk.gateway.shared.Keeper;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.sdk.records.HttpCustodians;
import souk.sql.SqliteRecordStore;
import souk.trust.NodeKey;

/// Wires what pays at the end of each epoch.
record PaySide(MarketSide market, Duration epoch, InstantSource clock) {
    EpochKeeper epochs(Costs costs, Runnable permit, Keeper keeper) {
        long seconds = epoch.toSeconds();
        var publisher = new RecordPublisher(
                new SqliteRecordStore(market.database()),
                new Dispersal(new HttpCustodians(market.client()), NodeKey::isSigned),
                (root, records) -> market.ledger()
                        .submit(
                                new LedgerCommand.AnchorRecords(
                                        root, clock.instant().getEpochSecond() / seconds, records),
                                Finality.INCLUDED)
                        .transaction()
                        .hex());
        var publications = new Publications(
                publisher,
                market.committee,
                market.terms,
                market.index,
                new RecordLog(market.database),
                market.self().did().text(),
                clock);
        return new EpochKeeper(
                List.copyOf(market.payments().values()),
                market.shards,
                market.auditors,
                market.watch::audited,
                costs,
                publications,
                permit,
                epoch,
                keeper::mine,
                clock);
    }
}
