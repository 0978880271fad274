package souk.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [SegmentStore] does.
public abstract class SegmentStoreContract {
    private static final int BIG = 300_000;

    private final SegmentScope scope = new SegmentScope(
            new TenantId("tenant"),
            BucketKey.of(new byte[BucketKey.LENGTH]),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    /// The store under test, empty.
    protected abstract SegmentStore store();

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        var bytes = bytes(BIG);

        var segment = write(bytes, BIG);

        assertThat(segment.length()).isEqualTo(BIG);
        assertThat(read(List.of(segment), 0, BIG)).isEqualTo(bytes);
    }

    @Test
    void stopsAtTheLimitAndLeavesTheRestInTheStream() throws IOException {
        var stream = new ByteArrayInputStream(bytes(BIG));

        var segment = store().write(scope, stream, 1000);

        assertThat(segment.length()).isEqualTo(1000);
        assertThat(stream.available()).isEqualTo(BIG - 1000);
    }

    @Test
    void storesASingleByte() throws IOException {
        var segment = write(new byte[] {42}, BIG);

        assertThat(read(List.of(segment), 0, 1)).containsExactly(42);
    }

    @Test
    void readsRangesAcrossSegments() throws IOException {
        var bytes = bytes(BIG);
        var stream = new ByteArrayInputStream(bytes);
        var segments = List.of(
                store().write(scope, stream, 100_000),
                store().write(scope, stream, 100_000),
                store().write(scope, stream, BIG));

        assertThat(read(segments, 99_999, 200_001)).isEqualTo(Arrays.copyOfRange(bytes, 99_999, 200_001));
        assertThat(read(segments, 0, 1)).containsExactly(bytes[0]);
        assertThat(read(segments, BIG - 1, BIG)).containsExactly(bytes[BIG - 1]);
    }

    @Test
    void rethrowsWhatReadingTheStreamThrew() {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the client went away");
            }
        };

        assertThatThrownBy(() -> store().write(scope, broken, BIG)).hasStackTraceContaining("the client went away");
    }

    @Test
    void forgetsDeletedSegmentsAndMayBeAskedTwice() throws IOException {
        var segments = List.of(write(bytes(10), BIG));

        store().delete(scope, segments);
        store().delete(scope, segments);

        assertThatThrownBy(() -> read(segments, 0, 10)).isInstanceOf(IOException.class);
    }

    private SegmentRef write(byte[] bytes, long limit) throws IOException {
        return store().write(scope, new ByteArrayInputStream(bytes), limit);
    }

    private byte[] read(List<SegmentRef> segments, long from, long toExclusive) throws IOException {
        try (var stream = store().read(scope, segments, from, toExclusive)) {
            return stream.readAllBytes();
        }
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
