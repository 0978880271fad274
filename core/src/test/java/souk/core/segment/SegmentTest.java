package souk.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.Vectors;
import souk.core.erasure.ReedSolomon;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.JsonObject;
import souk.core.merkle.MerkleHasher;
import souk.core.seal.Frames;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

final class SegmentTest {
    private static final int K = 4;
    private static final int N = 9;
    private static final int FRAME = Frames.plainBytes(K);
    private static final int BATCH = FRAME * SegmentEncoder.BATCH_STRIPES;
    private static final Digest SEGMENT = new Digest("0x" + "11".repeat(32));
    private static final ReedSolomon CODE = ReedSolomon.of(K, N);
    private static final SealKey KEY = SealKey.random(new Random(3));

    static Stream<JsonObject> cases() {
        return Vectors.object("segment.json").array("cases").objects();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheSharedVectors(JsonObject vector) throws IOException {
        byte[] plain = vectorPlain((int) vector.integer("length"));
        ReedSolomon code = ReedSolomon.of((int) vector.integer("k"), (int) vector.integer("n"));
        List<ShardSink> nowhere = Collections.nCopies(code.n(), (ShardSink) (bytes, offset, length) -> {});

        EncodedSegment segment = new SegmentEncoder(
                        code, SealKey.of(Vectors.bytes(vector, "key")), new Digest(vector.text("segmentId")))
                .encode(new ByteArrayInputStream(plain), nowhere)
                .orElseThrow();

        assertThat(Digest.of(Sha256.hash(plain))).isEqualTo(new Digest(vector.text("plainSha256")));
        assertThat(segment.shardBytes()).isEqualTo(vector.integer("shardBytes"));
        assertThat(segment.shardRoots()).isEqualTo(Vectors.digests(vector, "shardRoots"));
    }

    /// SHA-256("plain" ‖ i) for i = 0, 1, …
    private static byte[] vectorPlain(int length) {
        var plain = new ByteArrayOutputStream();
        byte[] name = "plain".getBytes(StandardCharsets.US_ASCII);
        for (long i = 0; plain.size() < length; i++) {
            plain.writeBytes(
                    Sha256.hash(name, ByteBuffer.allocate(Long.BYTES).putLong(i).array()));
        }
        return Arrays.copyOf(plain.toByteArray(), length);
    }

    @Test
    void tellsTheRootAndSizeOfEveryShard() throws IOException {
        var shards = sinks();
        EncodedSegment segment = encode(plain(3 * FRAME + 5), shards).orElseThrow();

        assertThat(segment.length()).isEqualTo(3 * FRAME + 5);
        assertThat(segment.shardBytes()).isEqualTo(4 * 1_024);
        for (int shard = 0; shard < N; shard++) {
            byte[] bytes = shards.get(shard).toByteArray();
            assertThat(bytes).hasSize(4 * 1_024);
            assertThat(segment.shardRoots().get(shard)).isEqualTo(MerkleHasher.rootOf(bytes));
        }
    }

    @Test
    void anEmptySourceIsNoSegment() throws IOException {
        var shards = sinks();

        assertThat(encode(new byte[0], shards)).isEmpty();
        assertThat(shards.getFirst().size()).isZero();
    }

    @Test
    void leavesTheSourceWhereTheNextSegmentBegins() throws IOException {
        byte[] plain = plain(BATCH + 20);
        InputStream source = new ByteArrayInputStream(plain);

        EncodedSegment first = new SegmentEncoder(CODE, KEY, SEGMENT, BATCH + 1L)
                .encode(source, writers(sinks()))
                .orElseThrow();
        byte[] rest = source.readAllBytes();

        assertThat(first.length()).isEqualTo(BATCH + 1);
        assertThat(rest).isEqualTo(Arrays.copyOfRange(plain, BATCH + 1, plain.length));
    }

    @Test
    void anyKShardsGiveBackLengthsAtTheEdges() throws IOException {
        for (int length : new int[] {1, FRAME - 1, FRAME, FRAME + 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH}) {
            readBackSomeRange(length, length);
        }
    }

    static void readBackSomeRange(int length, long seed) throws IOException {
        var random = new Random(seed);
        byte[] plain = plain(length);
        var shards = sinks();
        encode(plain, shards);
        List<StoredShard> sources = sources(shards);
        Collections.shuffle(sources, random);
        int from = random.nextInt(length);
        int to = from + 1 + random.nextInt(length - from);

        assertThat(read(reader(sources.subList(0, K), length), 0, length)).isEqualTo(plain);
        assertThat(read(reader(sources.subList(0, K), length), from, to))
                .isEqualTo(Arrays.copyOfRange(plain, from, to));
    }

    @Test
    void findsCorruptShardsAndReadsOn() throws IOException {
        byte[] plain = plain(BATCH + 5 * FRAME);
        var shards = sinks();
        encode(plain, shards);
        List<StoredShard> sources = sources(shards);
        sources.get(0).bytes()[3 * 1_024 + 7] ^= 1;
        sources.get(2).bytes()[9 * 1_024] ^= 64;
        SegmentReader reader = reader(sources, plain.length);

        assertThat(read(reader, 0, plain.length)).isEqualTo(plain);
        assertThat(reader.corrupt()).containsExactlyInAnyOrder(0, 2);
        assertThat(reader.failed()).isEmpty();
    }

    @Test
    void findsTwoCorruptShardsInOneFrame() throws IOException {
        byte[] plain = plain(FRAME);
        var shards = sinks();
        encode(plain, shards);
        Map<Integer, byte[]> cells = new HashMap<>();
        for (int shard = 0; shard < K + 2; shard++) {
            cells.put(shard, shards.get(shard).toByteArray());
        }
        flip(cells, 1, 0);
        flip(cells, 3, 500);
        SegmentDecoder decoder = new SegmentDecoder(CODE, KEY, SEGMENT, plain.length);

        Decoded decoded = decoder.decode(new StripeRange(0, 1), cells);

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Plain.class, opened -> {
            assertThat(opened.bytes()).isEqualTo(plain);
            assertThat(opened.corrupt()).containsExactlyInAnyOrder(1, 3);
        });
    }

    @Test
    void tellsTheFrameThatDoesNotOpenWithoutSpareShards() throws IOException {
        byte[] plain = plain(4 * FRAME);
        var shards = sinks();
        encode(plain, shards);
        Map<Integer, byte[]> cells = new HashMap<>();
        for (int shard = 2; shard < 2 + K; shard++) {
            cells.put(shard, shards.get(shard).toByteArray());
        }
        flip(cells, 5, 2 * 1_024);
        SegmentDecoder decoder = new SegmentDecoder(CODE, KEY, SEGMENT, plain.length);

        assertThat(decoder.decode(decoder.stripes(0, plain.length), cells)).isEqualTo(new Decoded.Undecodable(2));
    }

    @Test
    void goesRoundSourcesThatFailUntilTooFewAreLeft() throws IOException {
        byte[] plain = plain(FRAME);
        var shards = sinks();
        encode(plain, shards);
        List<ShardSource> sources = new ArrayList<>(sources(shards));
        IntStream.range(0, N - K).forEach(shard -> sources.set(shard, new SilentShard(shard)));
        SegmentReader reader = reader(sources, plain.length);

        assertThat(read(reader, 0, plain.length)).isEqualTo(plain);
        assertThat(reader.failed()).hasSize(N - K);

        sources.set(N - 1, new SilentShard(N - 1));
        assertThatThrownBy(() -> read(reader(sources, plain.length), 0, 1))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_PROVIDERS));
    }

    @Test
    void saysCorruptWhenNoShardsDecode() throws IOException {
        byte[] plain = plain(FRAME);
        var shards = sinks();
        encode(plain, shards);
        var wrongKey = new SegmentDecoder(CODE, SealKey.random(new Random(77)), SEGMENT, plain.length);

        assertThatThrownBy(() -> read(new SegmentReader(wrongKey, K, sources(shards)), 0, 1))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    @Test
    void refusesRangesOutsideTheSegment() {
        var decoder = new SegmentDecoder(CODE, KEY, SEGMENT, 2L * FRAME);

        assertThat(decoder.stripes(FRAME - 1L, FRAME + 1L)).isEqualTo(new StripeRange(0, 2));
        assertThat(decoder.stripes(FRAME, FRAME + 1L)).isEqualTo(new StripeRange(1, 1));
        assertThatThrownBy(() -> decoder.stripes(0, 2L * FRAME + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> decoder.stripes(5, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> decoder.decode(new StripeRange(2, 1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rebuildsLostShardsWithoutTheKey() throws IOException {
        var shards = sinks();
        EncodedSegment segment = encode(plain(BATCH + 3 * FRAME), shards).orElseThrow();
        var first = new ByteArrayOutputStream();
        var eighth = new ByteArrayOutputStream();
        Map<Integer, ShardSink> lost = Map.of(0, first::write, 7, eighth::write);

        Rebuilt rebuilt = new ShardRebuilder(CODE, segment.shardRoots(), segment.shardBytes())
                .rebuild(sources(shards).subList(2, 2 + K), lost);

        assertThat(rebuilt).isEqualTo(new Rebuilt.Complete());
        assertThat(first.toByteArray()).isEqualTo(shards.get(0).toByteArray());
        assertThat(eighth.toByteArray()).isEqualTo(shards.get(7).toByteArray());
    }

    @Test
    void rebuildingTellsWhichSourceWasCorrupt() throws IOException {
        var shards = sinks();
        EncodedSegment segment = encode(plain(3 * FRAME), shards).orElseThrow();
        List<StoredShard> sources = sources(shards).subList(2, 2 + K);
        sources.get(1).bytes()[0] ^= 1;

        Rebuilt rebuilt = new ShardRebuilder(CODE, segment.shardRoots(), segment.shardBytes())
                .rebuild(sources, Map.of(0, (bytes, offset, length) -> {}));

        assertThat(rebuilt).isEqualTo(new Rebuilt.CorruptSources(Set.of(3)));
    }

    @Test
    void choosesEverySetOnce() {
        var chosen = new ArrayList<List<Integer>>();
        new Combinations(4, 2).forEachRemaining(set -> chosen.add(List.of(set[0], set[1])));

        assertThat(chosen)
                .containsExactly(
                        List.of(0, 1), List.of(0, 2), List.of(0, 3), List.of(1, 2), List.of(1, 3), List.of(2, 3));
        assertThat(new Combinations(1, 2).hasNext()).isFalse();
    }

    private static void flip(Map<Integer, byte[]> cells, int shard, int at) {
        Objects.requireNonNull(cells.get(shard))[at] ^= 1;
    }

    @SuppressWarnings("ArrayRecordComponent") // tests spoil the bytes on purpose
    private record StoredShard(int number, byte[] bytes) implements ShardSource {
        @Override
        public void read(long position, byte[] target, int offset, int length) {
            System.arraycopy(bytes, (int) position, target, offset, length);
        }
    }

    private record SilentShard(int number) implements ShardSource {
        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            throw new IOException("no answer");
        }
    }

    private static byte[] plain(int length) {
        var plain = new byte[length];
        new Random(length).nextBytes(plain);
        return plain;
    }

    private static List<ByteArrayOutputStream> sinks() {
        return IntStream.range(0, N)
                .mapToObj(shard -> new ByteArrayOutputStream())
                .toList();
    }

    private static List<ShardSink> writers(List<ByteArrayOutputStream> shards) {
        return shards.stream().map(shard -> (ShardSink) shard::write).toList();
    }

    private static Optional<EncodedSegment> encode(byte[] plain, List<ByteArrayOutputStream> shards)
            throws IOException {
        return new SegmentEncoder(CODE, KEY, SEGMENT).encode(new ByteArrayInputStream(plain), writers(shards));
    }

    private static List<StoredShard> sources(List<ByteArrayOutputStream> shards) {
        var sources = new ArrayList<StoredShard>();
        shards.forEach(shard -> sources.add(new StoredShard(sources.size(), shard.toByteArray())));
        return sources;
    }

    private static SegmentReader reader(List<? extends ShardSource> sources, int length) {
        return new SegmentReader(new SegmentDecoder(CODE, KEY, SEGMENT, length), K, sources);
    }

    private static byte[] read(SegmentReader reader, long from, long to) throws IOException {
        var out = new ByteArrayOutputStream();
        reader.read(from, to, out);
        return out.toByteArray();
    }
}
