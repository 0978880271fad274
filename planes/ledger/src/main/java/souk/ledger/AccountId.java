package souk.ledger;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;

/// An account on a named ledger (CAIP-10), e.g. `eip155:31337:0xab…`.
public record AccountId(ChainId chain, Address address) {
    /// Reads the text form.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is not CAIP-10 with an EVM address
    public static AccountId parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a CAIP-10 account: " + text);
        }
        return new AccountId(ChainId.parse(text.substring(0, colon)), new Address(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return chain + ":" + address;
    }
}
