package souk.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Why a ledger refused a command, by the name its rules give the error. It is the cause of the [SoukException]
/// with
/// `LEDGER_REFUSED` that callers see, so that they decide by [#error] and not by texts.
public final class LedgerRefusal extends RuntimeException {
    private final String error;
    private final transient Map<String, String> arguments;

    public LedgerRefusal(String error, Map<String, String> arguments) {
        super(error + arguments);
        this.error = error;
        this.arguments = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /// The exception to throw.
    ///
    /// @param advice what the reader can do about it
    public SoukException asException(String advice) {
        return new SoukException(ErrorCode.LEDGER_REFUSED, getMessage() + ": " + advice, this);
    }

    /// The refusal behind an exception, if that is what it is.
    public static Optional<LedgerRefusal> of(SoukException exception) {
        return exception.getCause() instanceof LedgerRefusal refusal ? Optional.of(refusal) : Optional.empty();
    }

    /// The error's name in the ledger's rules, e.g. `VoucherStale`.
    public String error() {
        return error;
    }

    /// Its arguments by name, as text, in order.
    public Map<String, String> arguments() {
        return arguments;
    }
}
