package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import souk.gateway.store.Checksum.Algorithm;

final class ChecksumProperties {
    private static final byte[] CHECK = "123456789".getBytes(UTF_8);

    @Example
    void matchThePublishedCheckValues() {
        assertThat(hex(Algorithm.CRC32, CHECK)).isEqualTo("cbf43926");
        assertThat(hex(Algorithm.CRC32C, CHECK)).isEqualTo("e3069283");
        assertThat(hex(Algorithm.CRC64NVME, CHECK)).isEqualTo("ae8b14860a799888");
        assertThat(hex(Algorithm.MD5, CHECK)).isEqualTo("25f9e794323b453885f5181f1b624d0b");
        assertThat(hex(Algorithm.XXHASH64, CHECK)).isEqualTo("8cb841db40e6ae83");
        assertThat(hex(Algorithm.XXHASH3, CHECK)).isEqualTo("72dcb18b67a17dff");
        assertThat(hex(Algorithm.XXHASH128, CHECK)).isEqualTo("33119477ede5dcd5e9716427681d5860");
    }

    /// Values of the reference implementation, whose long inputs go through code of their own.
    @Example
    void matchTheReferenceForManyBytes() {
        var bytes = new byte[100_000];
        for (var i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }

        assertThat(hex(Algorithm.XXHASH64, bytes)).isEqualTo("4cf75ee72cd8f4cc");
        assertThat(hex(Algorithm.XXHASH3, bytes)).isEqualTo("42c23aeead96750d");
        assertThat(hex(Algorithm.XXHASH128, bytes)).isEqualTo("54182c58bbb1337c42c23aeead96750d");
    }

    @Property
    void doNotDependOnHowTheBytesArrive(
            @ForAll Algorithm algorithm, @ForAll @Size(max = 600) byte[] bytes, @ForAll @IntRange(max = 600) int cut) {
        var at = Math.min(cut, bytes.length);
        var checksum = RunningChecksum.of(algorithm);
        checksum.update(bytes, 0, at);
        checksum.update(bytes, at, bytes.length - at);

        assertThat(checksum.value()).isEqualTo(value(algorithm, bytes));
    }

    @Property
    void combineToTheChecksumOfTheWhole(@ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 300) int cut) {
        var at = Math.min(cut, bytes.length);
        var first = Arrays.copyOfRange(bytes, 0, at);
        var second = Arrays.copyOfRange(bytes, at, bytes.length);

        for (var algorithm : List.of(Algorithm.CRC32, Algorithm.CRC32C, Algorithm.CRC64NVME)) {
            var pieces = List.of(piece(algorithm, first), piece(algorithm, second));
            assertThat(CrcCombination.valueOf(algorithm.name()).combine(pieces)).isEqualTo(number(algorithm, bytes));
        }
    }

    private static CrcCombination.Piece piece(Algorithm algorithm, byte[] bytes) {
        return new CrcCombination.Piece(number(algorithm, bytes), bytes.length);
    }

    private static long number(Algorithm algorithm, byte[] bytes) {
        return HexFormat.fromHexDigitsToLong(hex(algorithm, bytes));
    }

    private static String hex(Algorithm algorithm, byte[] bytes) {
        return HexFormat.of().formatHex(value(algorithm, bytes));
    }

    private static byte[] value(Algorithm algorithm, byte[] bytes) {
        var checksum = RunningChecksum.of(algorithm);
        checksum.update(bytes, 0, bytes.length);
        return checksum.value();
    }
}
