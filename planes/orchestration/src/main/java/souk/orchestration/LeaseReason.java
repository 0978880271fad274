package souk.orchestration;

import souk.core.market.CloseReason;

/// Why a lease changed.
public enum LeaseReason {
    OPENED,
    STARTED,
    PAYER_SILENT,
    PAYER_BACK,
    FUNDS_SHORT,
    TOPPED_UP,
    CLOSE_REQUESTED,
    TERM_OVER,
    COMPLETED,
    CONSUMER_CLOSED,
    PROVIDER_CLOSED,
    START_TIMEOUT,
    FUNDS_EXHAUSTED,
    PROVIDER_LOST,
    SLO_BREACHED,
    PREEMPTED,
    POLICY_VIOLATED,
    EXPIRED;

    static LeaseReason of(CloseReason reason) {
        return switch (reason) {
            case NONE, EXPIRED -> EXPIRED;
            case COMPLETED -> COMPLETED;
            case CONSUMER_CLOSED -> CONSUMER_CLOSED;
            case PROVIDER_CLOSED -> PROVIDER_CLOSED;
            case START_TIMEOUT -> START_TIMEOUT;
            case FUNDS_EXHAUSTED -> FUNDS_EXHAUSTED;
            case PROVIDER_LOST -> PROVIDER_LOST;
            case SLO_BREACHED -> SLO_BREACHED;
            case PREEMPTED -> PREEMPTED;
            case POLICY_VIOLATED -> POLICY_VIOLATED;
        };
    }
}
