package souk.gateway.work;

import java.util.List;
import java.util.Optional;
import souk.core.value.Address;
import souk.sdk.market.Terms.Urgency;

/// Whom to ask for a lease.
///
/// @param excluded providers not to ask
/// @param only the one to ask; empty for whoever is cheapest
/// @param fallbacks as the order names them
public record Choice(List<Address> excluded, Optional<Address> only, List<Address> fallbacks, Urgency urgency) {
    public Choice {
        excluded = List.copyOf(excluded);
        fallbacks = List.copyOf(fallbacks);
    }
}
