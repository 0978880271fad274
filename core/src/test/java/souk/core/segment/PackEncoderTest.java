package souk.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.MerkleTree;
import souk.core.seal.Frames;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

final class PackEncoderTest {
    private static final int K = 3;
    private static final int N = 7;
    private static final ReedSolomon CODE = ReedSolomon.of(K, N);
    private static final Random RANDOM = new Random(5);

    private record Body(byte[] plain, SealKey key, Digest id, int firstCell) {}

    private final List<ByteArrayOutputStream> shards =
            Stream.generate(ByteArrayOutputStream::new).limit(N).toList();
    private final List<ShardSink> sinks =
            shards.stream().<ShardSink>map(shard -> shard::write).toList();

    @Test
    void everyBodyOpensByItsOwnKeyFromItsOwnCells() throws IOException {
        var encoder = new PackEncoder(CODE);
        var bodies = new ArrayList<Body>();
        for (int length : new int[] {1, 5_000, Frames.plainBytes(K), 300_000, 17}) {
            bodies.add(append(encoder, length));
        }
        var pack = encoder.end();

        assertThat(pack.length())
                .isEqualTo(
                        bodies.stream().mapToLong(body -> body.plain().length).sum());
        for (int shard = 0; shard < N; shard++) {
            byte[] bytes = shards.get(shard).toByteArray();
            assertThat(bytes).hasSize((int) pack.shardBytes());
            assertThat(pack.shardRoots().get(shard)).isEqualTo(MerkleHasher.rootOf(bytes));
        }
        for (var body : bodies) {
            assertThat(open(body, body.key())).isEqualTo(body.plain());
        }
    }

    @Test
    void noBodyOpensByTheKeyOfAnother() throws IOException {
        var encoder = new PackEncoder(CODE);
        var mine = append(encoder, 2_000);
        var other = append(encoder, 2_000);

        assertThatThrownBy(() -> open(other, mine.key())).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesABodyWithoutBytes() {
        assertThatThrownBy(() -> append(new PackEncoder(CODE), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PackEncoder(CODE).end()).isInstanceOf(IllegalArgumentException.class);
    }

    private Body append(PackEncoder encoder, int length) throws IOException {
        var plain = new byte[length];
        RANDOM.nextBytes(plain);
        var key = SealKey.random(RANDOM);
        var id = new byte[Digest.BYTES];
        RANDOM.nextBytes(id);
        return new Body(plain, key, Digest.of(id), encoder.append(key, Digest.of(id), plain, sinks));
    }

    /// From the parity alone, in the cells of this body.
    private byte[] open(Body body, SealKey key) {
        int length = body.plain().length;
        var decoder = new SegmentDecoder(CODE, key, body.id(), length);
        var range = decoder.stripes(0, length);
        int from = body.firstCell() * MerkleTree.CELL_BYTES;
        var cells = new HashMap<Integer, byte[]>();
        for (int shard = N - K; shard < N; shard++) {
            cells.put(shard, Arrays.copyOfRange(shards.get(shard).toByteArray(), from, from + range.shardLength()));
        }
        return switch (decoder.decode(range, cells)) {
            case Decoded.Plain plain -> plain.bytes();
            case Decoded.Undecodable undecodable -> throw new AssertionError(undecodable);
        };
    }
}
