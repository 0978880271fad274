package souk.core.market;

/// Why a lease ended, in the ledger's numbering.
public enum CloseReason {
    NONE,
    COMPLETED,
    CONSUMER_CLOSED,
    PROVIDER_CLOSED,
    START_TIMEOUT,
    FUNDS_EXHAUSTED,
    PROVIDER_LOST,
    SLO_BREACHED,
    PREEMPTED,
    POLICY_VIOLATED,
    EXPIRED
}
