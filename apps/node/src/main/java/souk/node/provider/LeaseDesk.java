package souk.node.provider;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.market.ResourceClass;
import souk.core.merkle.SumTree;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.economy.CapacityLedger;
import souk.economy.OpenLease;
import souk.economy.VoucherTill;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;
import souk.node.process.NodeContext;
import souk.orchestration.InMemoryLeaseStore;
import souk.orchestration.LeaseAction;
import souk.orchestration.LeaseBook;
import souk.orchestration.LeaseEvent;
import souk.orchestration.LeaseRules;
import souk.orchestration.LeaseState;
import souk.orchestration.LeaseTerms;
import souk.orchestration.ProviderLease;

/// A provider's leases, told by the ledger: keeps capacity, till and lease book in step, and does on the ledger
/// what
/// deadlines demand. Nothing is stored: the ledger's events are read again at each start.
final class LeaseDesk implements LedgerFeed.Listener {
    /// An action whose effect does not show is tried again after so long.
    private static final Duration RETRY = Duration.ofSeconds(20);
    private static final System.Logger LOG = System.getLogger(LeaseDesk.class.getName());

    private final NodeContext node;
    private final CapacityLedger capacity;
    private final VoucherTill till;
    private final LeaseBook book;
    private final Duration challengeable;
    private final Map<LeaseId, Instant> tried = new ConcurrentHashMap<>();
    private final Map<LeaseId, Instant> leaving = new ConcurrentHashMap<>();
    private final Map<LeaseId, Digest> started = new ConcurrentHashMap<>();

    LeaseDesk(NodeContext node, CapacityLedger capacity, VoucherTill till) {
        this.node = node;
        this.capacity = capacity;
        this.till = till;
        var rules = node.ledger().parameters();
        this.challengeable = rules.auditWindow().plus(rules.disputeWindow());
        this.book = new LeaseBook(
                new InMemoryLeaseStore(),
                this::perform,
                new LeaseRules(rules.intervalSeconds(), rules.graceWindow(), rules.challengeWindow(), RETRY),
                node.clock());
    }

    /// The payer of a lease of this provider that is not closed.
    Optional<Address> payer(LeaseId lease) {
        return find(lease)
                .filter(it -> it.state() != LeaseState.CLOSED)
                .map(it -> it.terms().payer());
    }

    Optional<ProviderLease> find(LeaseId lease) {
        return book.find(lease);
    }

    List<ProviderLease> leases() {
        return book.leases();
    }

    /// A voucher came.
    void heard(LeaseId lease, BigInteger cumulative) {
        book.heard(lease, cumulative);
    }

    /// A workload was taken on: report the lease active with its digest.
    void start(LeaseId lease, Digest workload) {
        started.put(lease, workload);
        activate(lease, workload);
    }

    @Override
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened it when it.provider().equals(node.address()) -> opened(it, entry);
            case LedgerEvent.LeaseActivated it -> apply(new LeaseEvent.Activated(it.lease()), entry);
            case LedgerEvent.LeasePaused it -> apply(new LeaseEvent.Paused(it.lease(), it.graceUntil()), entry);
            case LedgerEvent.LeaseResumed it -> apply(new LeaseEvent.Resumed(it.lease()), entry);
            case LedgerEvent.LeaseToppedUp it
            when ours(it.lease()) -> {
                till.topUp(it.lease(), it.deposit());
                apply(new LeaseEvent.ToppedUp(it.lease(), it.deposit()), entry);
            }
            case LedgerEvent.VoucherSettled it
            when ours(it.lease()) -> {
                till.settled(it.lease(), it.cumulative());
                apply(new LeaseEvent.Paid(it.lease(), it.cumulative()), entry);
            }
            case LedgerEvent.LeaseCloseRequested it ->
                apply(new LeaseEvent.CloseRequested(it.lease(), it.reason(), it.endsAt()), entry);
            case LedgerEvent.LeaseClosed it
            when ours(it.lease()) -> {
                capacity.release(it.lease());
                till.forget(it.lease());
                apply(new LeaseEvent.Closed(it.lease(), it.reason()), entry);
            }
            default -> {
                // Another provider's, or not about leases.
            }
        }
        capacity.lapse(entry.at());
    }

    /// Does what deadlines demand, and settles what is due.
    void tick() {
        book.leases().stream().filter(lease -> lease.state() == LeaseState.OPEN).forEach(this::activateIfReady);
        book.tick();
        var due = till.takeDue();
        if (!due.isEmpty()) {
            inBackground(
                    "settle", () -> node.ledger().submit(new LedgerCommand.SettleVouchers(due), Finality.INCLUDED));
        }
    }

    /// Gives notice on every storage lease; its payer moves what is kept before the lease ends.
    void drain() {
        var now = node.clock().instant();
        for (var lease : book.leases()) {
            boolean running = lease.terms().resourceClass() == ResourceClass.STORAGE
                    && lease.state() != LeaseState.CLOSED
                    && lease.endsAt().isAfter(now)
                    && lease.endsAt().equals(lease.terms().endsAt());
            var last = leaving.get(lease.lease());
            if (running && (last == null || last.plus(RETRY).isBefore(now))) {
                leaving.put(lease.lease(), now);
                perform(new LeaseAction.RequestClose(lease.lease(), CloseReason.PROVIDER_CLOSED));
            }
        }
    }

    /// Whether nobody can ask for anything under a lease any more: it was closed so long ago that no inventory of it
    /// can
    /// be challenged.
    boolean isOver(LeaseId lease) {
        return find(lease)
                .filter(it -> it.state() == LeaseState.CLOSED)
                .map(it -> it.history().getLast().at())
                .filter(at -> at.plus(challengeable).isBefore(node.clock().instant()))
                .isPresent();
    }

    private void opened(LedgerEvent.LeaseOpened it, LedgerEntry entry) {
        capacity.confirm(new OpenLease(it.lease(), it.resourceClass(), it.quantity()));
        till.open(it.lease(), it.payer(), it.deposit());
        var terms = new LeaseTerms(
                it.lease(),
                it.payer(),
                it.resourceClass(),
                it.quantity(),
                it.order(),
                it.intervalCost(),
                it.startDeadline(),
                it.endsAt());
        apply(new LeaseEvent.Opened(terms, it.deposit()), entry);
        till.account(it.lease())
                .newest()
                .ifPresent(voucher -> book.heard(it.lease(), voucher.message().cumulative()));
    }

    private boolean ours(LeaseId lease) {
        return book.find(lease).isPresent();
    }

    private void apply(LeaseEvent event, LedgerEntry entry) {
        book.apply(event, entry.at(), entry.position().transaction().hex());
    }

    /// Storage is served from the moment the lease is open; a job when its workload has come.
    private void activateIfReady(ProviderLease lease) {
        var id = lease.lease();
        if (lease.terms().resourceClass() == ResourceClass.STORAGE) {
            activate(id, SumTree.of(List.of()).root());
        } else if (started.containsKey(id)) {
            activate(id, started.get(id));
        }
    }

    private void activate(LeaseId lease, Digest digest) {
        var now = node.clock().instant();
        var last = tried.get(lease);
        if (last != null && last.plus(RETRY).isAfter(now)) {
            return;
        }
        tried.put(lease, now);
        inBackground(
                "activate",
                () -> node.ledger().submit(new LedgerCommand.ActivateLease(lease, digest), Finality.INCLUDED));
    }

    private void perform(LeaseAction action) {
        switch (action) {
            case LeaseAction.StopService(var lease, var reason) ->
                LOG.log(System.Logger.Level.INFO, "lease.suspended lease={0} reason={1}", lease, reason);
            case LeaseAction.ResumeService(var lease) ->
                LOG.log(System.Logger.Level.INFO, "lease.resumed lease={0}", lease);
            case LeaseAction.Settle(var lease) ->
                till.account(lease)
                        .newest()
                        .ifPresent(voucher -> submit(action, new LedgerCommand.SettleVouchers(List.of(voucher))));
            case LeaseAction.Pause(var lease) -> submit(action, new LedgerCommand.PauseLease(lease));
            case LeaseAction.CloseExhausted(var lease) -> submit(action, new LedgerCommand.CloseExhausted(lease));
            case LeaseAction.RequestClose(var lease, var reason) ->
                submit(action, new LedgerCommand.RequestClose(lease, reason, Digest.ZERO));
            case LeaseAction.FinalizeClose(var lease) -> submit(action, new LedgerCommand.FinalizeClose(lease));
        }
    }

    private void submit(LeaseAction action, LedgerCommand command) {
        inBackground(action.toString(), () -> node.ledger().submit(command, Finality.INCLUDED));
    }

    /// The book asks again when the effect does not show, so a failure is only worth a line.
    private static void inBackground(String what, Runnable work) {
        Thread.startVirtualThread(() -> {
            try {
                work.run();
            } catch (SoukException e) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "lease.action action={0} code={1} reason={2}",
                        what,
                        e.code(),
                        e.getMessage());
            }
        });
    }
}
