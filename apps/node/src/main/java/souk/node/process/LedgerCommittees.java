package souk.node.process;

import java.util.Comparator;
import java.util.Optional;
import souk.availability.Committee;
import souk.availability.Committees;
import souk.availability.Custodian;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;
import souk.trust.Did;

/// The custodians of the local market: all registered providers, by address, weighted alike.
///
/// Weights are equal on purpose: stake moves with every slash, and a committee whose digest changed would make
/// the
/// certificates of the same epoch disagree. Membership changes only when a provider registers or leaves.
public record LedgerCommittees(Ledger ledger) implements Committees {
    /// The one epoch there is until committees are drawn on the ledger.
    public static final long EPOCH = 1;

    @Override
    public Optional<Committee> at(long epoch) {
        if (epoch != EPOCH) {
            return Optional.empty();
        }
        var members = ledger.providers().stream()
                .filter(ProviderState::active)
                .sorted(Comparator.comparing(ProviderState::account))
                .limit(Committee.MAX_MEMBERS)
                .map(it -> new Custodian(
                        it.account(), Did.of(it.nodeKey()).text(), it.endpoint(), java.math.BigInteger.ONE))
                .toList();
        return members.size() < 2 ? Optional.empty() : Optional.of(new Committee(EPOCH, members));
    }
}
