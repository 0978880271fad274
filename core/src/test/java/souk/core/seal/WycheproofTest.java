package souk.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.Vectors;
import souk.core.json.JsonObject;

final class WycheproofTest {
    /// Only what frames use: 256-bit keys, 96-bit nonces, 128-bit tags.
    static Stream<JsonObject> gcm() {
        return Vectors.object("wycheproof/aes_gcm_test.json.gz")
                .array("testGroups")
                .objects()
                .filter(group -> group.integer("keySize") == 256
                        && group.integer("ivSize") == 96
                        && group.integer("tagSize") == 128)
                .flatMap(group -> group.array("tests").objects());
    }

    static Stream<JsonObject> hkdf() {
        return Vectors.object("wycheproof/hkdf_sha256_test.json.gz")
                .array("testGroups")
                .objects()
                .flatMap(group -> group.array("tests").objects());
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void aesGcmSealsAndOpens(JsonObject vector) {
        byte[] nonce = Vectors.bytes(vector, "iv");
        byte[] context = Vectors.bytes(vector, "aad");
        byte[] message = Vectors.bytes(vector, "msg");
        byte[] sealed = join(Vectors.bytes(vector, "ct"), Vectors.bytes(vector, "tag"));
        var cipher = new AesGcm(SealKey.of(Vectors.bytes(vector, "key")));
        var opened = new byte[message.length];

        boolean authentic = cipher.open(nonce, context, sealed, 0, sealed.length, opened, 0);

        assertThat(authentic).isEqualTo(vector.text("result").equals("valid"));
        if (authentic) {
            assertThat(opened).isEqualTo(message);
            var resealed = new byte[sealed.length];
            cipher.seal(nonce, context, message, 0, message.length, resealed, 0);
            assertThat(resealed).isEqualTo(sealed);
        }
    }

    @ParameterizedTest
    @MethodSource("hkdf")
    void hkdfDerives(JsonObject vector) {
        byte[] secret = Vectors.bytes(vector, "ikm");
        byte[] salt = Vectors.bytes(vector, "salt");
        byte[] info = Vectors.bytes(vector, "info");
        int size = (int) vector.integer("size");

        if (vector.text("result").equals("invalid")) {
            assertThatThrownBy(() -> Hkdf.derive(secret, salt, info, size))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(Hkdf.derive(secret, salt, info, size)).isEqualTo(Vectors.bytes(vector, "okm"));
    }

    private static byte[] join(byte[] head, byte[] tail) {
        var joined = new byte[head.length + tail.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
