package souk.economy;

import java.math.BigInteger;
import souk.core.error.ErrorCode;

/// What became of a voucher shown to a provider.
public sealed interface AcceptResult {

    /// It is the newest now, durably.
    ///
    /// @param increase what it promises beyond the voucher before
    record Accepted(BigInteger increase) implements AcceptResult {}

    /// It is the newest already; nothing changed.
    record Repeated() implements AcceptResult {}

    /// It is not accepted; nothing changed.
    ///
    /// @param code `BAD_SIGNATURE`, `STALE_VOUCHER` for one that is older or promises less,
    ///     `INSUFFICIENT_FUNDS` for
    ///     one above the deposit, `NOT_FOUND` for a lease without an account
    record Refused(ErrorCode code, String reason) implements AcceptResult {}
}
