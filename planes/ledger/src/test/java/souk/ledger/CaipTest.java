package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.SoukException;

final class CaipTest {
    private static final String TOKEN = "0x" + "a".repeat(40);

    @Test
    void readsWhatItWrites() {
        assertThat(ChainId.parse("eip155:31337")).isEqualTo(ChainId.evm(31_337));
        assertThat(ChainId.parse("eip155:31337").evmNumber()).isEqualTo(31_337);
        assertThat(AccountId.parse("eip155:1:" + TOKEN)).hasToString("eip155:1:" + TOKEN);
        assertThat(AssetId.parse("eip155:1/erc20:" + TOKEN)).hasToString("eip155:1/erc20:" + TOKEN);
        assertThat(EventCursor.parse("1.22.-1")).hasToString("1.22.-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eip155", "e:1", "eip155:", "EIP155:1", "eip155:1:2"})
    void refusesWhatIsNoChain(String text) {
        assertThatThrownBy(() -> ChainId.parse(text)).isInstanceOf(SoukException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2", "1.2.3.4", "a.b.c", "1.2.99999999999", "-1.0.0", "0.0.-2"})
    void refusesWhatIsNoCursor(String text) {
        assertThatThrownBy(() -> EventCursor.parse(text)).isInstanceOf(SoukException.class);
    }

    @Test
    void knowsThatOtherChainsHaveNoEvmNumber() {
        assertThatThrownBy(() -> ChainId.parse("cosmos:hub-4").evmNumber()).isInstanceOf(SoukException.class);
    }
}
