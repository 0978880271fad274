package souk.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// A ledger as seen by one account: it sends commands in that account's name and reads what everybody can read.
///
/// Safe for use by several threads; callers block, so run them on virtual threads. Every method throws
/// `SoukException` with `UNAVAILABLE` when the ledger cannot be reached within the implementation's time limit.
public interface Ledger {
    /// Sends a command and waits until it has the finality. Commands of one account take effect in the order in
    /// which
    /// they were sent, so one may depend on an earlier one that is still pending.
    ///
    /// @return what it caused
    /// @throws souk.core.error.SoukException `LEDGER_REFUSED` when the ledger's rules forbid it, with a
    ///     [LedgerRefusal] as cause: nothing happened. `DEADLINE_EXCEEDED` when it was sent but did not get the
    ///     finality in time: it may still happen. `INSUFFICIENT_FUNDS` when the account cannot pay the fee
    LedgerReceipt submit(LedgerCommand command, Finality wait);

    /// The lease, if it was ever opened, as of the newest block.
    Optional<LeaseState> lease(LeaseId id);

    /// The provider, if it ever registered, as of the newest block.
    Optional<ProviderState> provider(Address account);

    /// Every provider that ever registered, in the order of registration.
    List<ProviderState> providers();

    /// What the account has of the asset, as of the newest block.
    Balance balance(Address account, AssetId asset);

    /// The base price of this name, as of the newest block; empty when none is listed.
    Optional<BigInteger> price(Digest key);

    /// The rules now in force.
    MarketParameters parameters();

    /// Events after the cursor that have the finality; does not wait for new ones.
    ///
    /// @param limit of entries; cut to [EventIndex#MAX_PAGE]
    EventPage events(EventCursor after, Finality finality, int limit);
}
