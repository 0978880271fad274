package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=5-, 5, 100",
        "bytes=-10, 90, 100",
        "bytes=-1000, 0, 100",
        "bytes=90-200, 90, 100"
    })
    void readsOneRange(String header, long from, long toExclusive) {
        assertThat(ByteRange.parse(header, 100)).contains(new ByteRange(from, toExclusive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=-", "bytes=5-4", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "0-1"})
    void ignoresWhatIsNotOneRange(String header) {
        assertThat(ByteRange.parse(header, 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
    void refusesRangesOutsideTheObject(String header) {
        assertThatThrownBy(() -> ByteRange.parse(header, 100)).isInstanceOf(S3Exception.class);
    }

    @Test
    void refusesEveryRangeOfNothing() {
        assertThatThrownBy(() -> ByteRange.parse("bytes=-1", 0)).isInstanceOf(S3Exception.class);
    }
}
