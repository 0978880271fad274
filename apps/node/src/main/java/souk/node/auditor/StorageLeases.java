package souk.node.auditor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.assurance.AuditTarget;
import souk.assurance.AuditTargets;
import souk.core.market.ResourceClass;
import souk.core.value.LeaseId;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// The storage leases that are to be audited, made of the ledger's events.
final class StorageLeases implements AuditTargets, LedgerFeed.Listener {
    private final Duration epoch;
    private final Map<LeaseId, Term> terms = new LinkedHashMap<>();

    private record Term(AuditTarget target, Instant from, Instant until) {}

    StorageLeases(Duration epoch) {
        this.epoch = epoch;
    }

    @Override
    public synchronized void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened it
            when it.resourceClass() == ResourceClass.STORAGE ->
                terms.put(
                        it.lease(),
                        new Term(new AuditTarget(it.lease(), it.provider(), it.payer()), entry.at(), it.endsAt()));
            case LedgerEvent.LeaseCloseRequested it -> end(it.lease(), it.endsAt());
            case LedgerEvent.LeaseClosed it -> end(it.lease(), entry.at());
            default -> {
                // Says nothing of who must keep what.
            }
        }
    }

    @Override
    public synchronized void reset() {
        terms.clear();
    }

    @Override
    public synchronized List<AuditTarget> active(long number) {
        var end = Instant.ofEpochSecond((number + 1) * epoch.toSeconds());
        return terms.values().stream()
                .filter(term -> term.from.isBefore(end) && term.until.isAfter(end))
                .map(Term::target)
                .toList();
    }

    private void end(LeaseId lease, Instant at) {
        terms.computeIfPresent(
                lease, (id, term) -> new Term(term.target, term.from, at.isBefore(term.until) ? at : term.until));
    }
}
