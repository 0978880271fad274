package souk.core.hash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Crc64NvmeProperties {
    @Example
    void hasTheCheckValueOfItsSpecification() {
        var check = "123456789".getBytes(US_ASCII);

        assertThat(value(Optional.empty(), check, check.length)).isEqualTo(0xAE8B14860A799888L);
        assertThat(value(NativeHashing.PROCESS, check, check.length)).isEqualTo(0xAE8B14860A799888L);
    }

    @Property(tries = 200)
    void carryLessProductsGiveTheSameAtAnyCut(
            @ForAll long seed,
            @ForAll @IntRange(max = 200_000) int length,
            @ForAll @IntRange(min = 1, max = 90_000) int chunk) {
        assumeThat(NativeHashing.PROCESS).isPresent();
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);

        assertThat(value(NativeHashing.PROCESS, bytes, chunk)).isEqualTo(value(Optional.empty(), bytes, length));
    }

    private static long value(Optional<NativeHashing> products, byte[] bytes, int chunk) {
        var crc = new Crc64Nvme(products);
        for (int at = 0; at < bytes.length; at += Math.max(chunk, 1)) {
            crc.update(bytes, at, Math.min(chunk, bytes.length - at));
        }
        return crc.value();
    }
}
