package souk.sdk.records;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import souk.availability.Committee;
import souk.availability.Committees;
import souk.availability.Custodian;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;
import souk.trust.Did;

/// The custodians of this market: its active providers with stake, by account. Everybody derives the same
/// committee
/// from the same ledger.
public final class CustodyCommittee implements Committees {
    private static final long EPOCH = 1;
    private static final Duration FRESH = Duration.ofSeconds(15);

    private final Ledger ledger;
    private final InstantSource clock;
    private Optional<Committee> known = Optional.empty();
    private Instant until = Instant.MIN;

    public CustodyCommittee(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /// The committee as the ledger has it now, or a few seconds ago.
    ///
    /// @throws souk.core.error.SoukException `BAD_REQUEST` when fewer than two are left
    public synchronized Committee current() {
        var now = clock.instant();
        if (known.isEmpty() || !now.isBefore(until)) {
            known = Optional.of(read());
            until = now.plus(FRESH);
        }
        return known.get();
    }

    @Override
    public Optional<Committee> at(long epoch) {
        return epoch == EPOCH ? Optional.of(current()) : Optional.empty();
    }

    private Committee read() {
        return new Committee(
                EPOCH,
                ledger.providers().stream()
                        .filter(provider ->
                                provider.active() && provider.stake().signum() > 0)
                        .sorted(Comparator.comparing(ProviderState::account))
                        .limit(Committee.MAX_MEMBERS)
                        .map(provider -> new Custodian(
                                provider.account(),
                                Did.of(provider.nodeKey()).text(),
                                provider.endpoint(),
                                provider.stake()))
                        .toList());
    }
}
