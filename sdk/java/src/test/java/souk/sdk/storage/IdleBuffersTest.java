package souk.sdk.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IdleBuffersTest {
    private static final int LONG = 2 << 20;

    private final IdleBuffers idle = new IdleBuffers();

    @Test
    void givesWhatIsIdleToTheNext() {
        var first = idle.take(LONG);
        idle.give(first);

        assertThat(idle.take(LONG)).isSameAs(first);
        assertThat(idle.take(LONG)).hasSize(LONG).isNotSameAs(first);
    }

    @Test
    void givesExactlyTheLengthAskedFor() {
        idle.give(new byte[LONG]);

        assertThat(idle.take(LONG + 1)).hasSize(LONG + 1);
    }

    @Test
    void keepsNoShortOnes() {
        var small = idle.take(1_024);
        idle.give(small);

        assertThat(idle.take(1_024)).isNotSameAs(small);
    }

    @Test
    void keepsSoManyOnly() {
        var buffers = IntStream.range(0, 41).mapToObj(i -> new byte[1 << 20]).toList();
        buffers.forEach(idle::give);

        for (var kept : buffers.subList(0, 40)) {
            assertThat(idle.take(1 << 20)).isSameAs(kept);
        }
        assertThat(idle.take(1 << 20)).isNotSameAs(buffers.getLast());
    }
}
