package souk.core.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import souk.core.error.SoukException;

final class RangeProofProperties {
    @Property(tries = 150)
    void everyRangeOfEveryObjectIsProven(@ForAll("objects") TestObject object, @ForAll @LongRange(min = 0) long seed)
            throws IOException {
        var range = object.range(new Random(seed));

        var proof = RangeProof.decode(object.prove(range).encode());

        assertThat(proof.verify(object.root(), range.from, object.cut(range))).hasValue(object.size());
        assertThat(proof.encode().length).isLessThanOrEqualTo(RangeProof.MAX_BYTES);
    }

    @Property(tries = 150)
    void noOtherBytesPlaceOrObjectIs(@ForAll("objects") TestObject object, @ForAll @LongRange(min = 0) long seed)
            throws IOException {
        var random = new Random(seed);
        var range = object.range(random);
        var proof = object.prove(range);
        var bytes = object.cut(range);

        var flipped = bytes.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(proof.verify(object.root(), range.from, flipped)).isEmpty();
        assertThat(proof.verify(object.root(), range.from, Arrays.copyOf(bytes, bytes.length - 1)))
                .isEmpty();
        assertThat(proof.verify(object.root(), range.from, Arrays.copyOf(bytes, bytes.length + 1)))
                .isEmpty();
        assertThat(proof.verify(object.root(), range.from + 1, bytes)).isEmpty();
        assertThat(proof.verify(ObjectTree.EMPTY, range.from, bytes)).isEmpty();
    }

    @Property(tries = 150)
    void aProofWithAnyOtherByteProvesNoOtherBytes(
            @ForAll("objects") TestObject object, @ForAll @LongRange(min = 0) long seed) throws IOException {
        var random = new Random(seed);
        var range = object.range(random);
        var wrong = object.cut(range);
        wrong[random.nextInt(wrong.length)] ^= 1;
        var proof = object.prove(range).encode();

        for (int i = 0; i < 200; i++) {
            var changed = proof.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            try {
                assertThat(RangeProof.decode(changed).verify(object.root(), range.from, wrong))
                        .isEmpty();
            } catch (SoukException e) {
                assertThat(e).hasMessageContaining("not a proof");
            }
        }
    }

    @Property(tries = 30)
    void aCutProofIsNone(@ForAll("objects") TestObject object, @ForAll @LongRange(min = 0) long seed)
            throws IOException {
        var proof = object.prove(object.range(new Random(seed))).encode();

        for (int length = 0; length < proof.length; length++) {
            var cut = Arrays.copyOf(proof, length);
            assertThatThrownBy(() -> RangeProof.decode(cut)).isInstanceOf(SoukException.class);
        }
    }

    @Provide
    Arbitrary<TestObject> objects() {
        return Arbitraries.integers()
                .between(1, 9)
                .flatMap(parts -> Arbitraries.integers()
                        .between(1, parts < 3 ? 3 * Span.CHUNK_BYTES + 5_000 : 20_000)
                        .list()
                        .ofSize(parts)
                        .map(TestObject::new));
    }

    record Range(long from, long to) {}

    /// An object of spans of these sizes, with pseudorandom bytes.
    static final class TestObject implements RangeProver.Source {
        final byte[] bytes;
        private final List<Span> spans = new ArrayList<>();
        private final List<SpanRoot> roots = new ArrayList<>();

        TestObject(List<Integer> sizes) {
            this(sizes, random(sizes.stream().mapToInt(Integer::intValue).sum()));
        }

        TestObject(List<Integer> sizes, byte[] bytes) {
            this.bytes = bytes;
            int start = 0;
            for (int size : sizes) {
                var span = new SpanHasher().append(bytes, start, size).span();
                spans.add(span);
                roots.add(new SpanRoot(size, span.root()));
                start += size;
            }
        }

        private static byte[] random(int size) {
            var bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            return bytes;
        }

        souk.core.value.Digest root() {
            return ObjectTree.root(roots);
        }

        long size() {
            return bytes.length;
        }

        Range range(Random random) {
            long from = random.nextInt(bytes.length);
            // Half of them end near, so that small and large ranges and all borders are met.
            long most = random.nextBoolean() ? bytes.length - from : Math.min(3_000, bytes.length - from);
            return new Range(from, from + 1 + random.nextLong(most));
        }

        byte[] cut(Range range) {
            return Arrays.copyOfRange(bytes, (int) range.from, (int) range.to);
        }

        RangeProof prove(Range range) throws IOException {
            return new RangeProver(roots, this).prove(range.from, range.to);
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
