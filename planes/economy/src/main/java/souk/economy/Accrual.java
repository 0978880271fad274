package souk.economy;

import java.math.BigInteger;
import souk.core.error.ErrorCode;

/// What became of a usage that was to be counted.
public sealed interface Accrual {

    /// It was counted; for an epoch that did not pass, as nothing.
    ///
    /// @param earned all that was earned under the lease so far, which may exceed the deposit
    record Counted(BigInteger earned) implements Accrual {}

    /// It had been counted before; nothing changed.
    record Repeated(BigInteger earned) implements Accrual {}

    /// It cannot be counted; nothing changed.
    ///
    /// @param code `CONFLICT` for a receipt or epoch out of order, `BAD_REQUEST` for readings that make no
    ///     sense,
    ///     `NOT_FOUND` for a lease without an account
    record Refused(ErrorCode code, String reason) implements Accrual {}
}
