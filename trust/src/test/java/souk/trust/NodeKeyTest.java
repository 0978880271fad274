package souk.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

class NodeKeyTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] MESSAGE = "an offer".getBytes(StandardCharsets.UTF_8);

    @TestFactory
    Stream<DynamicTest> agreesWithWycheproof() throws IOException {
        try (var in = new GZIPInputStream(
                NodeKeyTest.class.getResourceAsStream("/vectors/wycheproof/ed25519_test.json.gz"))) {
            return Json.parseObject(in.readAllBytes())
                    .array("testGroups")
                    .objects()
                    .flatMap(NodeKeyTest::group);
        }
    }

    private static Stream<DynamicTest> group(JsonObject group) {
        var signer = Did.of(Digest.of(HEX.parseHex(group.object("publicKey").text("pk"))));
        return group.array("tests")
                .objects()
                .map(test -> DynamicTest.dynamicTest(
                        test.integer("tcId") + " " + test.text("comment"),
                        () -> assertThat(verifies(signer, test))
                                .isEqualTo(test.text("result").equals("valid"))));
    }

    private static boolean verifies(Did signer, JsonObject test) {
        return NodeKey.verify(signer, HEX.parseHex(test.text("msg")), HEX.parseHex(test.text("sig")));
    }

    @Test
    void signsAsRfc8032Says() {
        var key = NodeKey.of(HEX.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

        assertThat(key.publicKey().hex())
                .isEqualTo("0x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assertThat(HEX.formatHex(key.sign(new byte[] {0x72})))
                .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void acceptsOnlyItsOwnSignatureOnTheSameMessage() {
        var key = NodeKey.generate(new SecureRandom());
        var other = NodeKey.generate(new SecureRandom());
        var signature = key.sign(MESSAGE);

        assertThat(NodeKey.verify(key.did(), MESSAGE, signature)).isTrue();
        assertThat(NodeKey.verify(other.did(), MESSAGE, signature)).isFalse();
        assertThat(NodeKey.verify(key.did(), new byte[0], signature)).isFalse();
    }

    @Test
    void keepsTheSeedOutOfItsText() {
        var key = NodeKey.generate(new SecureRandom());

        assertThat(key.toString()).contains(key.did().text()).doesNotContain(HEX.formatHex(key.seed()));
    }

    @Test
    void refusesASeedOfAWrongLength() {
        assertThatThrownBy(() -> NodeKey.of(new byte[31])).isInstanceOf(SoukException.class);
    }
}
