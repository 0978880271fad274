package souk.sdk.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.merkle.ObjectTree;
import souk.core.merkle.RangeProver;
import souk.core.merkle.Span;
import souk.core.merkle.SpanHasher;
import souk.core.merkle.SpanRoot;
import souk.core.value.Digest;
import souk.sdk.object.ProvenRanges.Answer;

final class VerifiedReadTest {
    private static final int SIZE = 2 * VerifiedRead.WINDOW_BYTES + 12_345;
    private static final Served OBJECT = new Served(List.of(SIZE - 5_000_001, 5_000_001), 1);
    private static final Served OTHER = new Served(List.of(SIZE - 5_000_001, 5_000_001), 2);

    @Test
    void readsAllThatTheRootProves() throws IOException {
        try (var read = VerifiedRead.whole(OBJECT, OBJECT.root())) {
            assertThat(read.readAllBytes()).isEqualTo(OBJECT.bytes);
            assertThat(read.size()).hasValue(SIZE);
        }
    }

    @Test
    void readsRanges() throws IOException {
        for (var range : new long[][] {
            {0, 1},
            {SIZE - 1, SIZE},
            {5, 5},
            {VerifiedRead.WINDOW_BYTES - 1, VerifiedRead.WINDOW_BYTES + 1},
            {17, SIZE + 9}
        }) {
            try (var read = VerifiedRead.range(OBJECT, OBJECT.root(), range[0], range[1])) {
                assertThat(read.readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(OBJECT.bytes, (int) range[0], (int) Math.min(SIZE, range[1])));
            }
        }
    }

    @Test
    void anObjectWithoutBytesIsProvenToHaveNone() throws IOException {
        var empty = new Served(List.of(), 1);

        assertThat(VerifiedRead.whole(empty, ObjectTree.EMPTY).readAllBytes()).isEmpty();
        assertThatThrownBy(() -> VerifiedRead.whole(empty, OBJECT.root()).readAllBytes())
                .isInstanceOf(UnprovenException.class);
    }

    /// What a gateway can do to an answer.
    record Lie(String name, ProvenRanges gateway) {
        @Override
        public String toString() {
            return name;
        }

        static Lie of(String name, UnaryOperator<Answer> change) {
            return new Lie(name, (from, to) -> change.apply(OBJECT.read(from, to)));
        }

        static Lie bytes(String name, UnaryOperator<byte[]> change) {
            return of(name, answer -> new Answer(change.apply(answer.bytes().clone()), answer.root(), answer.proof()));
        }
    }

    static Stream<Lie> lies() {
        return Stream.of(
                Lie.bytes("a flipped bit", bytes -> {
                    bytes[bytes.length / 2] ^= 1;
                    return bytes;
                }),
                Lie.bytes("two cells swapped", bytes -> {
                    var first = Arrays.copyOf(bytes, 1_024);
                    System.arraycopy(bytes, 2_048, bytes, 0, 1_024);
                    System.arraycopy(first, 0, bytes, 2_048, 1_024);
                    return bytes;
                }),
                Lie.bytes("a byte too few", bytes -> Arrays.copyOf(bytes, bytes.length - 1)),
                Lie.bytes("a byte too many", bytes -> Arrays.copyOf(bytes, bytes.length + 1)),
                Lie.bytes("nothing", _ -> new byte[0]),
                Lie.of("no proof", answer -> new Answer(answer.bytes(), answer.root(), new byte[0])),
                Lie.of(
                        "half a proof",
                        answer -> new Answer(
                                answer.bytes(),
                                answer.root(),
                                Arrays.copyOf(answer.proof(), answer.proof().length / 2))),
                new Lie("another version, well proven", OTHER),
                new Lie("another version under the right name", (from, to) -> {
                    var other = OTHER.read(from, to);
                    return new Answer(other.bytes(), Optional.of(OBJECT.root()), other.proof());
                }),
                new Lie("a shorter range, well proven", (from, to) -> OBJECT.read(from, to - 1)),
                new Lie("another place, well proven", (from, to) -> OBJECT.read(from + 1, to + 1)),
                new Lie("the object without its last part", new ProvenRanges() {
                    private final Served cut = new Served(List.of(SIZE - 5_000_001), 1);

                    @Override
                    public Answer read(long from, long toExclusive) throws IOException {
                        return cut.read(from, toExclusive);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aLyingGatewayIsFoundOutBeforeAByteIsHandedOut(Lie lie) {
        var got = new ByteArrayOutputStream();

        assertThatExceptionOfType(UnprovenException.class)
                .isThrownBy(() -> VerifiedRead.whole(lie.gateway, OBJECT.root()).transferTo(got));

        assertThat(got.size()).isZero();
    }

    @Test
    void handsOutWhatIsRightUntilTheFirstLieAndNothingAfter() throws IOException {
        ProvenRanges lies = (from, to) -> {
            var answer = OBJECT.read(from, to);
            if (from > 0) {
                answer.bytes()[0] ^= 1;
            }
            return answer;
        };
        var read = VerifiedRead.whole(lies, OBJECT.root());

        assertThat(read.readNBytes(VerifiedRead.WINDOW_BYTES))
                .isEqualTo(Arrays.copyOf(OBJECT.bytes, VerifiedRead.WINDOW_BYTES));
        assertThatThrownBy(read::read).isInstanceOf(UnprovenException.class);
        assertThatThrownBy(read::read).isInstanceOf(UnprovenException.class);
    }

    /// An honest gateway with one object.
    private static final class Served implements ProvenRanges, RangeProver.Source {
        final byte[] bytes;
        private final List<Span> spans = new ArrayList<>();
        private final List<SpanRoot> roots = new ArrayList<>();

        Served(List<Integer> sizes, long seed) {
            this.bytes = new byte[sizes.stream().mapToInt(Integer::intValue).sum()];
            new Random(seed).nextBytes(bytes);
            int start = 0;
            for (int size : sizes) {
                spans.add(new SpanHasher().append(bytes, start, size).span());
                roots.add(new SpanRoot(size, spans.getLast().root()));
                start += size;
            }
        }

        Digest root() {
            return ObjectTree.root(roots);
        }

        @Override
        public Answer read(long from, long toExclusive) throws IOException {
            long end = Math.min(bytes.length, toExclusive);
            var proof = new RangeProver(roots, this).prove(from, end).encode();
            return new Answer(plain(from, end), Optional.of(root()), proof);
        }

        @Override
        public byte[] chunks(int span) {
            return spans.get(span).chunks();
        }

        @Override
        public byte[] plain(long from, long toExclusive) {
            return Arrays.copyOfRange(bytes, (int) from, (int) toExclusive);
        }
    }
}
