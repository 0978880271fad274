package souk.ledger;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;

/// A token on a named ledger (CAIP-19, namespace `erc20`), e.g. `eip155:31337/erc20:0xab…`.
public record AssetId(ChainId chain, Address token) {
    private static final String ERC20 = "/erc20:";

    /// Reads the text form.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is not CAIP-19 with the namespace `erc20`
    public static AssetId parse(String text) {
        int slash = text.indexOf(ERC20);
        if (slash < 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a CAIP-19 erc20 asset: " + text);
        }
        return new AssetId(
                ChainId.parse(text.substring(0, slash)), new Address(text.substring(slash + ERC20.length())));
    }

    @Override
    public String toString() {
        return chain + ERC20 + token;
    }
}
