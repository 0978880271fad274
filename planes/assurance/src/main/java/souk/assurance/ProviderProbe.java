package souk.assurance;

import java.time.Instant;
import java.util.Optional;

/// Port: asks a provider. Any failure to get a well-formed answer is a [souk.core.error.SoukException],
/// whatever its code, and counts as a missed epoch, not as a failed audit: the network may be at fault.
public interface ProviderProbe {
    /// The co-signed root that stands at the end of `epoch`; empty if the lease has none yet.
    Optional<CoSignedRoot> root(AuditTarget target, long epoch, Instant deadline);

    /// The answer to a challenge, before [Challenge#deadline()].
    Answer answer(Challenge challenge);
}
