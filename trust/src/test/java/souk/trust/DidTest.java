package souk.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.value.Digest;

class DidTest {
    private static final String KNOWN = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";

    @TestFactory
    Stream<DynamicTest> namesTheKeysOfThePublicVectors() throws IOException {
        try (var in = DidTest.class.getResourceAsStream("/vectors/did-key/ed25519-x25519.json")) {
            var vectors = Json.parseObject(in.readAllBytes());
            return vectors.members().keySet().stream()
                    .map(did -> DynamicTest.dynamicTest(did, () -> {
                        var key = NodeKey.of(
                                HexFormat.of().parseHex(vectors.object(did).text("seed")));

                        assertThat(key.did()).isEqualTo(new Did(did));
                        assertThat(new Did(did).publicKey()).isEqualTo(key.publicKey());
                    }));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "did:key:",
                "did:web:example.org",
                "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW",
                "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp1",
                "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDoo0p",
                "did:key:z6LShs9GGnqk85isEBzzshkuVWrVKsRp24GnDuHk8QWkARMW",
                "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"
            })
    void refusesWhatIsNotAnEd25519Key(String text) {
        assertThatThrownBy(() -> new Did(text))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    void refusesBytesThatAreNoPointOfTheCurve() {
        var notCanonical = Digest.of(HexFormat.of().parseHex("f".repeat(64)));

        assertThatThrownBy(() -> Did.of(notCanonical)).isInstanceOf(SoukException.class);
    }

    @Test
    void isCaseSensitive() {
        assertThatThrownBy(() -> new Did(KNOWN.toLowerCase(Locale.ROOT))).isInstanceOf(SoukException.class);
    }
}
