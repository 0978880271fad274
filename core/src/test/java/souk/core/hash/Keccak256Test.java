package souk.core.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Keccak256Test {
    @ParameterizedTest
    @CsvSource({
        "'',c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        "abc,4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        "'transfer(address,uint256)',a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b",
        "'The quick brown fox jumps over the lazy dog',4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
    })
    void matchesPublishedDigests(String text, String expected) {
        assertThat(hex(Keccak256.hash(text.getBytes(UTF_8)))).isEqualTo(expected);
    }

    @Test
    void joinsPartsAtEveryBoundaryOfTheBlock() {
        var text = new byte[300];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) i;
        }
        byte[] whole = Keccak256.hash(text);

        for (int cut = 0; cut <= text.length; cut++) {
            byte[] head = Arrays.copyOf(text, cut);
            byte[] tail = Arrays.copyOfRange(text, cut, text.length);
            assertThat(Keccak256.hash(head, tail)).isEqualTo(whole);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
