package souk.ledger;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A ledger's name (CAIP-2), e.g. `eip155:31337`.
///
/// @param namespace 3 to 8 of `a-z`, `0-9` and `-`
/// @param reference 1 to 32 letters, digits, `-` and `_`
public record ChainId(String namespace, String reference) {
    private static final String EVM = "eip155";

    public ChainId {
        if (!namespace.matches("[-a-z0-9]{3,8}") || !reference.matches("[-_a-zA-Z0-9]{1,32}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a CAIP-2 chain: " + namespace + ":" + reference);
        }
    }

    /// An EVM chain by its EIP-155 number.
    public static ChainId evm(long number) {
        return new ChainId(EVM, Long.toString(number));
    }

    /// Reads the text form.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is not CAIP-2
    public static ChainId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a CAIP-2 chain: " + text);
        }
        return new ChainId(text.substring(0, colon), text.substring(colon + 1));
    }

    /// The EIP-155 number.
    ///
    /// @throws SoukException `NOT_SUPPORTED` when this is no EVM chain
    public long evmNumber() {
        if (!namespace.equals(EVM) || !reference.matches("[0-9]{1,18}")) {
            throw new SoukException(ErrorCode.NOT_SUPPORTED, this + " is not an EVM chain");
        }
        return Long.parseLong(reference);
    }

    @Override
    public String toString() {
        return namespace + ":" + reference;
    }
}
