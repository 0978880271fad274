package souk.core.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class Sha256Test {
    @Test
    void hashesTheConcatenationOfItsParts() {
        byte[] digest = Sha256.hash("a".getBytes(UTF_8), new byte[0], "bc".getBytes(UTF_8));

        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
