package souk.economy;

import java.util.Optional;
import souk.core.market.Offer;

/// Decides whose offers a relay lists: it costs nothing to sign an offer, so something that is not free, such
/// as
/// stake,
/// has to stand behind it.
@FunctionalInterface
public interface OfferAdmission {
    /// Why the offer is not listed; empty if it may be. The signature was checked before.
    Optional<String> refusal(Offer offer);
}
