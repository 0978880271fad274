package souk.assurance;

import java.time.InstantSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;

/// A provider's side of an audit: proves from the store and signs what it says.
public final class ChallengeResponder {
    private final Address provider;
    private final CellProver prover;
    private final NodeSigner signer;
    private final InstantSource clock;

    public ChallengeResponder(Address provider, CellProver prover, NodeSigner signer, InstantSource clock) {
        this.provider = provider;
        this.prover = prover;
        this.signer = signer;
        this.clock = clock;
    }

    /// The signed answer.
    ///
    /// @throws SoukException `BAD_REQUEST` for a challenge to another provider, `DEADLINE_EXCEEDED` for one
    ///     that is over, `STALE_ROOT` for an inventory that is not kept
    public Answer answer(Challenge challenge) {
        if (!challenge.provider().equals(provider)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a challenge to another provider");
        }
        if (clock.instant().isAfter(challenge.deadline())) {
            throw new SoukException(ErrorCode.DEADLINE_EXCEEDED, "the challenge's deadline has passed");
        }
        var cells = prover.prove(challenge.lease(), challenge.inventory().root().root(), challenge.positions());
        return Answer.sign(challenge, cells, signer);
    }
}
