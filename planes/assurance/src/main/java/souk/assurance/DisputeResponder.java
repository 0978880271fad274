package souk.assurance;

import java.time.InstantSource;
import java.util.List;
import souk.core.error.SoukException;
import souk.core.value.Address;

/// A provider's defence: answers challenges on the ledger from the store, before stake is lost.
public final class DisputeResponder {
    private static final System.Logger LOGGER = System.getLogger(DisputeResponder.class.getName());

    private final Address provider;
    private final CellProver prover;
    private final DisputeDesk desk;
    private final InstantSource clock;

    public DisputeResponder(Address provider, CellProver prover, DisputeDesk desk, InstantSource clock) {
        this.provider = provider;
        this.prover = prover;
        this.desk = desk;
        this.clock = clock;
    }

    /// Answers one challenge as its event arrives; one to another provider, or over, is ignored.
    ///
    /// @return whether an answer was submitted
    public boolean onChallengeOpened(OpenedChallenge challenge) {
        if (!challenge.provider().equals(provider) || clock.instant().isAfter(challenge.deadline())) {
            return false;
        }
        try {
            return defend(challenge);
        } catch (SoukException e) {
            LOGGER.log(
                    System.Logger.Level.ERROR, "dispute_not_answered dispute=" + challenge.id() + " code=" + e.code());
            return false;
        }
    }

    /// Answers whatever is open, for events that came while the node was away and answers that did not arrive.
    ///
    /// @return how many answers were submitted
    public int tick() {
        int answered = 0;
        for (OpenedChallenge challenge : desk.open(provider)) {
            answered += onChallengeOpened(challenge) ? 1 : 0;
        }
        return answered;
    }

    private boolean defend(OpenedChallenge challenge) {
        CellAnswer proof = prover.prove(challenge.lease(), challenge.root(), List.of(challenge.position()))
                .getFirst();
        if (proof instanceof CellAnswer.Missing(String reason)) {
            LOGGER.log(
                    System.Logger.Level.ERROR, "dispute_cannot_be_answered dispute=" + challenge.id() + " " + reason);
            return false;
        }
        desk.answer(challenge.id(), proof);
        return true;
    }
}
