package souk.core.segment;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class SegmentProperties {
    @Property(tries = 40)
    void anyKShardsGiveBackAnyRange(@ForAll @IntRange(min = 1, max = 530_000) int length, @ForAll long seed)
            throws IOException {
        SegmentTest.readBackSomeRange(length, seed);
    }
}
