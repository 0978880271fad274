package souk.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import souk.core.value.Digest;

final class FramesTest {
    private static final int K = 2;
    private static final Digest SEGMENT = new Digest("0x" + "ab".repeat(32));

    private final SealKey key = SealKey.random(new Random(1));
    private final FrameSealer sealer = new FrameSealer(key, SEGMENT, K);
    private final FrameOpener opener = new FrameOpener(key, SEGMENT, K);
    private final byte[] plain = new byte[Frames.plainBytes(K)];
    private final byte[] sealed = new byte[Frames.sealedBytes(K)];
    private final byte[] opened = new byte[Frames.plainBytes(K)];

    @Test
    void aSealedFrameFillsItsStripe() {
        assertThat(Frames.plainBytes(10)).isEqualTo(10 * 1_024 - 16);
        assertThat(Frames.sealedBytes(10)).isEqualTo(10 * 1_024);
        assertThat(Frames.count(10, 1)).isEqualTo(1);
        assertThat(Frames.count(10, 10 * 1_024 - 16)).isEqualTo(1);
        assertThat(Frames.count(10, 10 * 1_024 - 15)).isEqualTo(2);
        assertThat(Frames.shardBytes(10, 10 * 1_024)).isEqualTo(2_048);
        assertThatThrownBy(() -> Frames.count(10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Frames.count(10, Frames.MAX_SEGMENT_BYTES + 1L))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongestSegmentJustFits() {
        long longest = Frames.longestSegment(2, 8 << 20);

        assertThat(Frames.shardBytes(2, longest)).isEqualTo(8 << 20);
        assertThat(Frames.shardBytes(2, longest + 1)).isGreaterThan(8 << 20);
        assertThat(Frames.longestSegment(10, Long.MAX_VALUE)).isEqualTo(Frames.MAX_SEGMENT_BYTES);
        assertThatThrownBy(() -> Frames.longestSegment(2, 1_023)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void opensWhatWasSealed() {
        new Random(2).nextBytes(plain);

        sealer.seal(plain, 0, plain.length, sealed, 0);

        assertThat(opener.open(0, false, sealed, 0, opened, 0)).isTrue();
        assertThat(opened).isEqualTo(plain);
    }

    @Test
    void padsTheLastFrameWithZeros() {
        Arrays.fill(plain, (byte) 7);

        sealer.sealLast(plain, 0, 3, sealed, 0);

        assertThat(opener.open(0, true, sealed, 0, opened, 0)).isTrue();
        assertThat(Arrays.copyOf(opened, 4)).containsExactly(7, 7, 7, 0);
        assertThat(opened[opened.length - 1]).isZero();
    }

    @Test
    void refusesFramesOutOfPlace() {
        sealer.seal(plain, 0, plain.length, sealed, 0);

        assertThat(opener.open(1, false, sealed, 0, opened, 0)).isFalse();
        assertThat(opener.open(0, true, sealed, 0, opened, 0)).isFalse();
        assertThat(new FrameOpener(key, Digest.ZERO, K).open(0, false, sealed, 0, opened, 0))
                .isFalse();
        assertThat(new FrameOpener(SealKey.random(new Random(9)), SEGMENT, K).open(0, false, sealed, 0, opened, 0))
                .isFalse();
    }

    @Test
    void refusesAChangedBitAndGoesOn() {
        sealer.seal(plain, 0, plain.length, sealed, 0);
        sealed[100] ^= 1;

        assertThat(opener.open(0, false, sealed, 0, opened, 0)).isFalse();

        sealed[100] ^= 1;
        assertThat(opener.open(0, false, sealed, 0, opened, 0)).isTrue();
    }

    @Test
    void numbersFramesSoThatEqualPlaintextsDiffer() {
        var second = new byte[sealed.length];

        sealer.seal(plain, 0, plain.length, sealed, 0);
        sealer.seal(plain, 0, plain.length, second, 0);

        assertThat(second).isNotEqualTo(sealed);
        assertThat(opener.open(1, false, second, 0, opened, 0)).isTrue();
    }

    @Test
    void sealsNothingAfterTheLastFrameAndNoShortFrameBefore() {
        assertThatThrownBy(() -> sealer.seal(plain, 0, 3, sealed, 0)).isInstanceOf(IllegalArgumentException.class);
        sealer.sealLast(plain, 0, plain.length, sealed, 0);

        assertThatThrownBy(() -> sealer.seal(plain, 0, plain.length, sealed, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void warmsUp() {
        Frames.warmUp();
    }
}
