package souk.gateway.pay;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import souk.economy.PayerAccount;
import souk.gateway.cost.Days;
import souk.gateway.cost.UsageBook;
import souk.gateway.store.Metadata;

/// Counts, after each epoch was paid, what it cost by lease and by prefix.
public final class Costs implements LongConsumer {
    /// Prefixes told apart in one epoch; what the others cost counts at their buckets.
    private static final int FOLDERS = 1_000;
    /// Objects of earlier versions that are counted in one step.
    private static final int OLD = 1_000;

    private final CostLedger ledger;
    private final UsageBook usage;
    private final Metadata metadata;
    private final Collection<TenantPayments> tenants;
    private final Duration epochLength;

    public Costs(
            CostLedger ledger,
            UsageBook usage,
            Metadata metadata,
            Collection<TenantPayments> tenants,
            Duration epochLength) {
        this.ledger = ledger;
        this.usage = usage;
        this.metadata = metadata;
        this.tenants = tenants;
        this.epochLength = epochLength;
    }

    @Override
    public void accept(long epoch) {
        var folders = metadata.folders();
        while (folders.countOld(OLD)) {
            // What was stored before prefixes were counted has its part as well.
        }
        long day = Days.of(Instant.ofEpochSecond(epoch * epochLength.toSeconds()));
        var end = Instant.ofEpochSecond((epoch + 1) * epochLength.toSeconds());
        for (var payments : tenants) {
            var accounts = payments.accounts();
            usage.keep(day, end, accounts);
            var promised = accounts.stream().collect(Collectors.toMap(PayerAccount::lease, PayerAccount::promised));
            var weights = CostLedger.weights(folders, payments.tenant(), FOLDERS);
            ledger.count(payments.tenant(), epoch, day, promised, weights);
        }
    }
}
