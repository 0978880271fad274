package souk.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PathKeyTest {
    private static final byte[] CONTEXT = {1, 2, 3};

    private final PathKey root = PathKey.root(SealKey.random(new Random(1)));
    private final SealKey content = SealKey.random(new Random(2));
    private final byte[] nonce = new byte[PathKey.NONCE_BYTES];

    @Test
    void derivesTheSameChildFromTheSharedParent() {
        PathKey shared = PathKey.root(root.child("photos").key());

        assertThat(shared.child("cat").key())
                .isEqualTo(root.child("photos").child("cat").key());
    }

    @Test
    void keepsPlacesAndPurposesApart() {
        assertThat(root.child("a").key()).isNotEqualTo(root.child("b").key());
        assertThat(root.child("a").child("b").key())
                .isNotEqualTo(root.child("ab").key());
        assertThat(root.purpose("a")).isNotEqualTo(root.child("a").key());
    }

    @Test
    void unwrapsWhatItWrapped() {
        byte[] wrapped = root.wrap(content, nonce, CONTEXT);

        assertThat(wrapped).hasSize(PathKey.WRAPPED_BYTES);
        assertThat(root.unwrap(wrapped, CONTEXT)).contains(content);
    }

    @Test
    void unwrapsNothingElse() {
        byte[] wrapped = root.wrap(content, nonce, CONTEXT);

        assertThat(root.unwrap(wrapped, new byte[0])).isEmpty();
        assertThat(root.child("a").unwrap(wrapped, CONTEXT)).isEmpty();
        assertThat(root.unwrap(new byte[3], CONTEXT)).isEmpty();
        wrapped[20] ^= 1;
        assertThat(root.unwrap(wrapped, CONTEXT)).isEmpty();
    }

    @Test
    void showsNoSecrets() {
        assertThat(root).hasToString("PathKey[secret]");
        assertThat(content).hasToString("SealKey[secret]");
    }

    @Test
    void refusesKeysAndNoncesOfWrongLength() {
        assertThatThrownBy(() -> SealKey.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> root.wrap(content, new byte[8], CONTEXT)).isInstanceOf(IllegalArgumentException.class);
    }
}
