package souk.gateway.cost;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.Names;
import souk.gateway.work.Settlement;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sdk.cost.CostKind;
import souk.sdk.cost.CostLine;

/// What an account's leases cost, line by line. Storage is told by the marks of its accounts, a job by how it was
/// settled, all else by the ledger's events.
public final class CostReport {
    private static final Comparator<Lease> ORDER =
            Comparator.comparing(Lease::openedAt).thenComparing(Lease::id);
    private static final UnitPrices NONE = new UnitPrices(List.of());

    private final LeaseIndex index;
    private final Function<LeaseId, Optional<LeaseTerms>> terms;
    private final Names names;
    private final Address asset;
    private final Function<LeaseId, List<UsageBook.Mark>> marks;
    private final Function<LeaseId, Optional<Settlement>> settlements;

    /// @param asset that leases are paid in; what else is deposited is no part of the report
    /// @param marks of a storage lease
    /// @param settlements how the job of a lease was paid
    public CostReport(
            LeaseIndex index,
            Function<LeaseId, Optional<LeaseTerms>> terms,
            Names names,
            Address asset,
            Function<LeaseId, List<UsageBook.Mark>> marks,
            Function<LeaseId, Optional<Settlement>> settlements) {
        this.index = index;
        this.terms = terms;
        this.names = names;
        this.asset = asset;
        this.marks = marks;
        this.settlements = settlements;
    }

    /// Some lines, of whole leases.
    ///
    /// @param next where the next page begins; empty after the last
    public record Page(List<CostLine> lines, String next) {}

    /// @param after what the page before said; empty for the first, which begins with the account itself
    /// @param atLeast ends with the lease that makes it so many lines
    public Page page(Address account, Days days, String after, int atLeast) {
        var lines = new ArrayList<CostLine>();
        if (after.isEmpty()) {
            lines.addAll(transfers(account, days));
        }
        var leases = index.of(account).stream()
                .filter(lease -> cursor(lease).compareTo(after) > 0)
                .sorted(ORDER)
                .toList();
        for (var lease : leases) {
            lines.addAll(of(lease, days));
            if (lines.size() >= atLeast && !lease.equals(leases.getLast())) {
                return new Page(lines, cursor(lease));
            }
        }
        return new Page(lines, "");
    }

    /// All lines, a lease at a time.
    public void each(Address account, Days days, Consumer<CostLine> line) {
        index.of(account).forEach(lease -> of(lease, days).forEach(line));
    }

    /// The lines of one lease.
    public List<CostLine> of(Lease lease, Days days) {
        var known = terms.apply(lease.id());
        var lines = new LeaseLines(
                lease,
                names.of(lease.provider()),
                known.map(LeaseTerms::region).orElse(""),
                known.map(it -> it.quote().unitPrices()).orElse(NONE),
                known.map(it -> it.offer().unitPrices()).orElse(NONE));
        return lines.of(lease.resourceClass() == ResourceClass.COMPUTE ? job(lease) : marks.apply(lease.id()), days);
    }

    /// A job is paid once, at its end.
    private List<UsageBook.Mark> job(Lease lease) {
        var ended = lease.history().stream()
                .filter(entry -> entry.event() instanceof LedgerEvent.LeaseClosed)
                .findFirst()
                .orElse(lease.history().getLast())
                .at();
        var end = ended.isAfter(lease.openedAt()) ? ended : lease.openedAt().plusSeconds(1);
        return settlements.apply(lease.id()).stream()
                .map(it -> new UsageBook.Mark(Days.of(ended), end, it.readings(), it.paid()))
                .toList();
    }

    private List<CostLine> transfers(Address account, Days days) {
        return index.transfersOf(account).stream()
                .filter(entry -> days.contains(entry.at()))
                .flatMap(entry -> transfer(entry).stream())
                .toList();
    }

    private Optional<CostLine> transfer(LedgerEntry entry) {
        return switch (entry.event()) {
            case LedgerEvent.Deposited in
            when in.asset().equals(asset) -> Optional.of(transfer(CostKind.DEPOSIT, in.account(), in.amount(), entry));
            case LedgerEvent.Withdrawn out
            when out.asset().equals(asset) ->
                Optional.of(transfer(
                        CostKind.WITHDRAWAL, out.account(), out.amount().negate(), entry));
            default -> Optional.empty();
        };
    }

    private static CostLine transfer(CostKind kind, Address account, BigInteger amount, LedgerEntry entry) {
        return new CostLine(
                kind,
                account.hex(),
                "",
                "",
                "",
                "",
                "",
                "",
                entry.at(),
                entry.at().plusSeconds(1),
                BigInteger.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                CostLine.amount(amount),
                entry.position().transaction().hex());
    }

    /// Sorts as the leases do; any text that sorts between two of them is a place in the list.
    private static String cursor(Lease lease) {
        Instant opened = lease.openedAt();
        return "%019d".formatted(opened.getEpochSecond()) + "-" + lease.id().hex();
    }
}
