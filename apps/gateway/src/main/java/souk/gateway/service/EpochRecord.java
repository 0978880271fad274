package souk.gateway.service;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import souk.core.service.Reading;
import souk.core.value.Digest;
import souk.ledger.LedgerEvent.EpochOutcome;

/// What the ledger knows of one lease and epoch.
///
/// @param at of the newest event
/// @param claimUntil until when a penalty can be claimed
/// @param reading what counts; says nothing unless the outcome is `MEASURED` or `CO_SIGNED`
/// @param revealed how many auditors showed what they measured
/// @param basisPoints of the epoch's cost, once claimed
/// @param penalty what they come to, smallest units
/// @param evidence the transaction of the newest event
record EpochRecord(
        long epoch,
        Instant at,
        Instant claimUntil,
        EpochOutcome outcome,
        Reading reading,
        int revealed,
        OptionalInt basisPoints,
        BigInteger penalty,
        Optional<Digest> evidence) {
    static final Reading NOTHING = new Reading(
            Reading.UNMEASURED, Reading.UNMEASURED, Reading.UNMEASURED, Reading.UNMEASURED, Reading.UNMEASURED);

    static EpochRecord fresh(long epoch) {
        return new EpochRecord(
                epoch,
                Instant.EPOCH,
                Instant.MAX,
                EpochOutcome.NONE,
                NOTHING,
                0,
                OptionalInt.empty(),
                BigInteger.ZERO,
                Optional.empty());
    }

    boolean isMeasured() {
        return outcome == EpochOutcome.MEASURED || outcome == EpochOutcome.CO_SIGNED;
    }

    EpochRecord seen(Instant when, Digest transaction) {
        return new EpochRecord(
                epoch, when, claimUntil, outcome, reading, revealed, basisPoints, penalty, Optional.of(transaction));
    }

    EpochRecord summoned(Instant until) {
        return new EpochRecord(
                epoch, at, until, EpochOutcome.SUMMONED, reading, revealed, basisPoints, penalty, evidence);
    }

    EpochRecord oneRevealed() {
        return new EpochRecord(epoch, at, claimUntil, outcome, reading, revealed + 1, basisPoints, penalty, evidence);
    }

    EpochRecord concluded(EpochOutcome how, Reading what) {
        return new EpochRecord(epoch, at, claimUntil, how, what, revealed, basisPoints, penalty, evidence);
    }

    EpochRecord claimed(int points, BigInteger amount) {
        return new EpochRecord(
                epoch, at, claimUntil, outcome, reading, revealed, OptionalInt.of(points), amount, evidence);
    }
}
