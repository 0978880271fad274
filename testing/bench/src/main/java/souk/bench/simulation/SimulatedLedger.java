package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import souk.core.eip712.TypedData;
import souk.core.market.LeaseStatus;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.economy.LedgerView;
import souk.ledger.LedgerCommand;
import souk.ledger.MarketParameters;
import souk.ledger.rules.LeaseRules;

/// A chain in place of which the rules stand: commands wait for the next block and are done in the order they came.
final class SimulatedLedger implements LedgerView {
    private static final Duration BLOCK = Duration.ofSeconds(1);

    private record Pending(Address sender, LedgerCommand command, Consumer<Optional<String>> told) {}

    private final Agenda agenda;
    private final LeaseRules rules;
    private final Set<Digest> filled = new HashSet<>();
    private List<Pending> pending = new ArrayList<>();

    SimulatedLedger(Agenda agenda, MarketParameters terms, TypedData.Domain domain) {
        this.agenda = agenda;
        this.rules = new LeaseRules(terms, domain, Seals::valid);
    }

    /// Puts a command into the next block.
    ///
    /// @param told why it was refused, or nothing when it was done
    void send(Address sender, LedgerCommand command, Consumer<Optional<String>> told) {
        if (pending.isEmpty()) {
            agenda.at(Instant.ofEpochSecond(agenda.instant().getEpochSecond()).plus(BLOCK), this::block);
        }
        pending.add(new Pending(sender, command, told));
    }

    void send(Address sender, LedgerCommand command) {
        send(sender, command, _ -> {});
    }

    private void block() {
        var block = pending;
        pending = new ArrayList<>();
        for (var each : block) {
            var refusal = rules.apply(each.sender(), each.command(), agenda.instant());
            if (refusal.isEmpty()) {
                note(each.command());
            }
            each.told().accept(refusal);
        }
    }

    private void note(LedgerCommand command) {
        if (command instanceof LedgerCommand.OpenLeases(var openings)) {
            openings.forEach(it -> filled.add(it.order().message().structHash()));
        } else if (command instanceof LedgerCommand.TimeOutStart(var order, var _)) {
            filled.remove(order.structHash());
        }
    }

    LeaseRules rules() {
        return rules;
    }

    LeaseRules.Lease lease(LeaseId id) {
        return rules.find(id).orElseThrow();
    }

    boolean isOver(LeaseId id) {
        return lease(id).status == LeaseStatus.SETTLED;
    }

    @Override
    public long nonceFloor(Address signer) {
        return rules.purse(signer).floor;
    }

    @Override
    public boolean isFilled(Digest order) {
        return filled.contains(order);
    }

    @Override
    public BigInteger filled(Digest offer) {
        return rules.sold(offer);
    }
}
