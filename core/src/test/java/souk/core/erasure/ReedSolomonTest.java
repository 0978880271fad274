package souk.core.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.Vectors;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

final class ReedSolomonTest {
    static Stream<JsonObject> cases() {
        return ((JsonArray) Vectors.json("reed-solomon/vandermonde.json")).objects();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheSharedVectors(JsonObject vector) {
        byte[][] data = shards(vector, "dataHex");
        byte[][] expected = shards(vector, "parityHex");
        int length = (int) vector.integer("shardLen");
        var parity = new byte[expected.length][length];

        ReedSolomon.of(data.length, data.length + parity.length).encode(data, parity, 0, length);

        assertThat(parity).isDeepEqualTo(expected);
    }

    @Test
    void moreParityExtendsLess() {
        byte[][] data = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
        var four = new byte[4][3];
        var nine = new byte[9][3];

        ReedSolomon.of(3, 7).encode(data, four, 0, 3);
        ReedSolomon.of(3, 12).encode(data, nine, 0, 3);

        assertThat(List.of(nine).subList(0, 4)).containsExactly(four);
    }

    @Test
    void leavesBytesOutsideTheRangeAlone() {
        byte[][] data = {new byte[20], new byte[20]};
        data[0][7] = 1;
        byte[][] parity = {new byte[20]};
        parity[0][6] = 42;
        parity[0][10] = 43;

        ReedSolomon.of(2, 3).encode(data, parity, 7, 3);

        assertThat(parity[0][6]).isEqualTo((byte) 42);
        assertThat(parity[0][10]).isEqualTo((byte) 43);
        assertThat(parity[0][7]).isNotZero();
    }

    @Test
    void reachesTheFieldsLimit() {
        var data = new byte[255][1];
        data[3][0] = 9;
        var parity = new byte[1][1];

        ReedSolomon.of(255, 256).encode(data, parity, 0, 1);

        assertThat(parity[0][0]).isNotZero();
    }

    @Test
    void isMadeOnceForTheSameNumbers() {
        assertThat(ReedSolomon.of(6, 9)).isSameAs(ReedSolomon.of(6, 9)).isNotSameAs(ReedSolomon.of(6, 10));
    }

    @Test
    void refusesImpossibleCodes() {
        assertThatThrownBy(() -> ReedSolomon.of(0, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReedSolomon.of(3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReedSolomon.of(3, 257)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesImpossibleRecoveries() {
        ReedSolomon code = ReedSolomon.of(2, 4);

        assertThatThrownBy(() -> code.recovery(List.of(0), List.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> code.recovery(List.of(1, 1), List.of(0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> code.recovery(List.of(0, 4), List.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> code.recovery(List.of(0, 1), List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRangesOutsideTheArrays() {
        ReedSolomon code = ReedSolomon.of(2, 3);

        assertThatThrownBy(() -> code.encode(new byte[2][4], new byte[1][4], 1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> code.encode(new byte[3][4], new byte[1][4], 0, 4))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[][] shards(JsonObject vector, String name) {
        return vector.array(name).texts().stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
    }
}
