package souk.gateway.pay;

import java.util.Collection;
import java.util.function.LongConsumer;
import souk.gateway.store.Metadata;

/// Counts, after each epoch was paid, what it cost by prefix.
public final class Costs implements LongConsumer {
    /// Prefixes told apart in one epoch; what the others cost counts at their buckets.
    private static final int FOLDERS = 1_000;
    /// Objects of earlier versions that are counted in one step.
    private static final int OLD = 1_000;

    private final CostLedger ledger;
    private final Metadata metadata;
    private final Collection<TenantPayments> tenants;

    public Costs(CostLedger ledger, Metadata metadata, Collection<TenantPayments> tenants) {
        this.ledger = ledger;
        this.metadata = metadata;
        this.tenants = tenants;
    }

    @Override
    public void accept(long epoch) {
        var folders = metadata.folders();
        while (folders.countOld(OLD)) {
            // What was stored before prefixes were counted has its part as well.
        }
        for (var payments : tenants) {
            var weights = CostLedger.weights(folders, payments.tenant(), FOLDERS);
            ledger.count(payments.tenant(), epoch, payments.promised(), weights);
        }
    }
}
