package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;
import souk.trust.AccountKey;

final class Eip1559TransactionTest {
    /// Account 1 of the mnemonic that Anvil and Hardhat publish.
    private static final AccountKey KEY =
            AccountKey.of(HexFormat.of().parseHex("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"));

    @Test
    void isTheBytesThatEthersSigns() {
        var transaction = new Eip1559Transaction(
                31_337,
                7,
                new Eip1559Transaction.Fees(BigInteger.valueOf(1_000_000_000), BigInteger.valueOf(3_000_000_000L)),
                123_456,
                new CallRequest(
                        Optional.of(new Address("0x5fbdb2315678afecb367f032d93f642f64180aa3")),
                        BigInteger.TEN.pow(18),
                        new byte[] {(byte) 0xde, (byte) 0xad}));

        var raw = Quantity.hex(transaction.signed(TransactionSigner.of(KEY)));

        assertThat(raw)
                .isEqualTo(
                        "0x02f877827a6907843b9aca0084b2d05e008301e240945fbdb2315678afecb367f032d93f642f64180aa3880de0b6b3a764"
                                + "000082deadc080a03f4a7c7aa71fd2d30584c73ead66be6490fd532c847e563707c2786c0bed9ee2a03fcd47b28d12eae660"
                                + "9591bb1038b6d617199c85a1431e42683fa3bb5ff4b9f2");
    }

    @Test
    void createsAtTheAddressThatTheNonceGives() {
        assertThat(MarketDeployment.createdBy(new Address("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"), 0))
                .isEqualTo(new Address("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
    }
}
