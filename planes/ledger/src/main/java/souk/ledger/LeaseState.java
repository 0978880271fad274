package souk.ledger;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// A lease as the ledger keeps it. Amounts are smallest units of the asset.
///
/// @param status now: `CLOSED` where time alone has ended the service
/// @param deposit all that was locked since the lease opened
/// @param paid all that was paid to the provider since then
/// @param endsAt by its term or by notice, whichever is sooner
/// @param mark the start deadline while open; since when while paused; else the epoch's start and without
///     meaning
/// @param intervalCost less than this left in escrow lets the provider pause
public record LeaseState(
        LeaseId lease,
        Address payer,
        Address provider,
        Address asset,
        ResourceClass resourceClass,
        LeaseStatus status,
        CloseReason reason,
        BigInteger deposit,
        BigInteger paid,
        Instant endsAt,
        Instant mark,
        Duration noticeWindow,
        BigInteger intervalCost) {
    /// What is left in escrow; nothing once settled.
    public BigInteger escrow() {
        return status == LeaseStatus.SETTLED ? BigInteger.ZERO : deposit.subtract(paid);
    }

    /// When the provider must have started, while it has not.
    public Optional<Instant> startDeadline() {
        return status == LeaseStatus.OPEN ? Optional.of(mark) : Optional.empty();
    }

    /// Whether the provider owes service.
    public boolean active() {
        return status == LeaseStatus.ACTIVE;
    }

    public JsonObject toJson() {
        return RecordJson.write(this);
    }

    /// Reads what [#toJson] wrote.
    public static LeaseState from(JsonObject json) {
        return RecordJson.read(LeaseState.class, json);
    }
}
