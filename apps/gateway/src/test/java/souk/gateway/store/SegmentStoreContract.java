package souk.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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

    private final List<String> planned = new ArrayList<>();
    private final SegmentStore.Plan plan = planned::add;

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

        var segment = store().write(scope, stream, 1000, plan);

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
                store().write(scope, stream, 100_000, plan),
                store().write(scope, stream, 100_000, plan),
                store().write(scope, stream, BIG, plan));

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

        assertThatThrownBy(() -> store().write(scope, broken, BIG, plan))
                .hasStackTraceContaining("the client went away");
    }

    @Test
    void forgetsDeletedSegmentsAndMayBeAskedTwice() throws IOException {
        var segment = write(bytes(10), BIG);

        store().delete(scope, List.of(segment.manifest()));
        store().delete(scope, List.of(segment.manifest()));

        assertThatThrownBy(() -> read(List.of(segment), 0, 10)).isInstanceOf(IOException.class);
    }

    @Test
    void tellsThePlanHowToDeleteASegmentBeforeItIsStored() throws IOException {
        var segment = write(bytes(10), BIG);

        store().delete(scope, List.of(planned.getLast()));

        assertThatThrownBy(() -> read(List.of(segment), 0, 10)).isInstanceOf(IOException.class);
    }

    @Test
    void storesNothingWhenThePlanCannotBeNoted() {
        SegmentStore.Plan broken = manifest -> {
            throw new IOException("the disk is full");
        };

        assertThatThrownBy(() -> store().write(scope, new ByteArrayInputStream(bytes(10)), BIG, broken))
                .hasStackTraceContaining("the disk is full");
        assertThatThrownBy(() -> store().pack(scope, List.of(bytes(10)), broken))
                .hasStackTraceContaining("the disk is full");
    }

    @Test
    void givesBackEachBodyOfAPackAndRangesOfIt() throws IOException {
        var bodies = List.of(bytes(5_000), new byte[] {42}, bytes(100_000));

        var packed = store().pack(scope, bodies, plan);

        for (int i = 0; i < bodies.size(); i++) {
            var ref = packed.bodies().get(i);
            assertThat(ref.length()).isEqualTo(bodies.get(i).length);
            assertThat(read(List.of(ref), 0, ref.length())).isEqualTo(bodies.get(i));
        }
        assertThat(read(List.of(packed.bodies().get(2)), 50_000, 60_000))
                .isEqualTo(Arrays.copyOfRange(bodies.get(2), 50_000, 60_000));
        assertThat(read(packed.bodies(), 4_999, 5_002)).hasSize(3).contains(42);
    }

    @Test
    void forgetsAPackWithAllThatIsInIt() throws IOException {
        var packed = store().pack(scope, List.of(bytes(10), bytes(20)), plan);

        store().delete(scope, List.of(packed.manifest()));

        for (var body : packed.bodies()) {
            assertThatThrownBy(() -> read(List.of(body), 0, body.length())).isInstanceOf(IOException.class);
        }
    }

    private SegmentRef write(byte[] bytes, long limit) throws IOException {
        return store().write(scope, new ByteArrayInputStream(bytes), limit, plan);
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
