package souk.core.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.core.Vectors;
import souk.core.hash.Sha256;
import souk.core.json.JsonObject;
import souk.core.merkle.RangeProofProperties.Range;
import souk.core.merkle.RangeProofProperties.TestObject;
import souk.core.value.Digest;

final class RangeProofTest {
    @Test
    void agreesWithTheVectors() throws IOException {
        for (var each : Vectors.object("range.json").array("cases").objects().toList()) {
            var object = object(each);
            assertThat(object.root()).isEqualTo(new Digest(each.text("root")));
            for (var proof : each.array("proofs").objects().toList()) {
                var range = new Range(proof.integer("from"), proof.integer("to"));
                var expected = Base64.getDecoder().decode(proof.text("proof"));
                assertThat(object.prove(range).encode()).isEqualTo(expected);
                assertThat(RangeProof.decode(expected).verify(object.root(), range.from(), object.cut(range)))
                        .hasValue(object.size());
            }
        }
    }

    @Test
    void anObjectWithoutBytesIsProven() throws IOException {
        var proof = new RangeProver(List.of(), new TestObject(List.of(1))).prove(0, 0);

        assertThat(RangeProof.decode(proof.encode()).verify(ObjectTree.EMPTY, 0, new byte[0]))
                .hasValue(0);
        assertThat(proof.verify(new TestObject(List.of(1)).root(), 0, new byte[0]))
                .isEmpty();
        assertThat(proof.verify(ObjectTree.EMPTY, 0, new byte[1])).isEmpty();
    }

    @Test
    void bytesOfAnotherPlaceOfTheSameObjectAreRefused() throws IOException {
        var object = new TestObject(List.of(5_000, 5_000, 5_000));
        var proof = object.prove(new Range(5_100, 6_000));

        assertThat(proof.verify(object.root(), 5_100, object.cut(new Range(5_100, 6_000))))
                .isPresent();
        assertThat(proof.verify(object.root(), 10_100, object.cut(new Range(5_100, 6_000))))
                .isEmpty();
        assertThat(proof.verify(object.root(), 5_100, object.cut(new Range(10_100, 11_000))))
                .isEmpty();
    }

    @Test
    void theLargestObjectHasAProofThatFitsItsBound() throws IOException {
        long part = 5L << 30;
        var chunks = new byte[5 << 10 << 5];
        var span = new Span(part, chunks);
        var spans = IntStream.range(0, 10_000)
                .mapToObj(_ -> new SpanRoot(part, span.root()))
                .toList();
        var source = new RangeProver.Source() {
            @Override
            public byte[] chunks(int index) {
                return chunks;
            }

            @Override
            public byte[] plain(long from, long toExclusive) {
                return new byte[(int) (toExclusive - from)];
            }
        };

        var proof = new RangeProver(spans, source).prove(4_999 * part + 1_025, 4_999 * part + (63L * part) + 2_047);

        assertThat(proof.lengths()).hasSize(RangeProof.MAX_SPANS);
        assertThat(proof.encode().length).isLessThanOrEqualTo(RangeProof.MAX_BYTES);
    }

    private static TestObject object(JsonObject each) {
        var sizes = each.array("spans").values().stream()
                .map(size -> Integer.parseInt(size.toString()))
                .toList();
        return new TestObject(
                sizes, plain(sizes.stream().mapToInt(Integer::intValue).sum()));
    }

    private static byte[] plain(int length) {
        var plain = new ByteArrayOutputStream();
        for (long i = 0; plain.size() < length; i++) {
            plain.writeBytes(Sha256.hash(
                    "plain".getBytes(UTF_8),
                    ByteBuffer.allocate(Long.BYTES).putLong(i).array()));
        }
        return Arrays.copyOf(plain.toByteArray(), length);
    }
}
