package souk.evm;

import java.math.BigInteger;
import java.util.Optional;
import souk.core.service.Reading;
import souk.ledger.LedgerEvent;

/// The events of service levels and rewards.
final class ServiceEvents {
    private ServiceEvents() {}

    static Optional<LedgerEvent> event(String name, Decoded v) {
        return levels(name, v).or(() -> rewards(name, v));
    }

    private static Optional<LedgerEvent> levels(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "EpochOpened" -> new LedgerEvent.EpochOpened(v.number(0), v.number(1));
                    case "LeaseEnrolled" -> new LedgerEvent.LeaseEnrolled(v.lease(0), v.digest(1));
                    case "CommitteeSummoned" ->
                        new LedgerEvent.CommitteeSummoned(v.lease(0), v.number(1), v.time(2), v.time(3), v.time(4));
                    case "MemberSummoned" ->
                        new LedgerEvent.MemberSummoned(v.lease(0), v.number(1), v.address(2), v.small(3));
                    case "MeasurementCommitted" ->
                        new LedgerEvent.MeasurementCommitted(v.lease(0), v.number(1), v.address(2), v.digest(3));
                    case "MeasurementRevealed" ->
                        new LedgerEvent.MeasurementRevealed(
                                v.lease(0), v.number(1), v.address(2), reading(v.struct(3)));
                    case "AuditorFaulted" ->
                        new LedgerEvent.AuditorFaulted(v.lease(0), v.number(1), v.address(2), v.flag(3), v.amount(4));
                    case "EpochConcluded" ->
                        new LedgerEvent.EpochConcluded(
                                v.lease(0),
                                v.number(1),
                                v.constant(2, LedgerEvent.EpochOutcome.class),
                                reading(v.struct(3)));
                    case "PenaltyClaimed" ->
                        new LedgerEvent.PenaltyClaimed(v.lease(0), v.number(1), v.small(2), v.amount(3));
                    case "PenaltyCollected" -> new LedgerEvent.PenaltyCollected(v.lease(0), v.amount(1), v.amount(2));
                    default -> null;
                });
    }

    private static Optional<LedgerEvent> rewards(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "RewardsAttested" ->
                        new LedgerEvent.RewardsAttested(
                                v.number(0), v.digest(1), v.amount(2), v.address(3), v.amount(4));
                    case "RewardsGranted" ->
                        new LedgerEvent.RewardsGranted(v.number(0), v.digest(1), v.amount(2), v.time(3));
                    case "RewardClaimed" -> new LedgerEvent.RewardClaimed(v.number(0), v.address(1), v.amount(2));
                    case "RewardsSwept" -> new LedgerEvent.RewardsSwept(v.number(0), v.amount(1));
                    default -> null;
                });
    }

    private static Reading reading(Decoded struct) {
        return Reading.of(struct.values().stream().map(BigInteger.class::cast).toList());
    }
}
