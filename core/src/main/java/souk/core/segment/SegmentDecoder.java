package souk.core.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleTree;
import souk.core.seal.FrameOpener;
import souk.core.seal.Frames;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// Turns cells of any k shards of a segment back into plaintext, for any range of it, a frame at the least.
///
/// A cell alone cannot be checked without its path, so a wrong one shows only when its frame does not open. Then, as
/// far
/// as more than k shards were given, other sets of k are tried: first those that replace one shard, then two, and so
/// on,
/// at most [#MAX_ATTEMPTS] a frame. The set that opens the frame proves itself by the frame's tag, and encoding its
/// data
/// again tells which of the other shards are wrong; those come last for later frames.
///
/// It holds what it is given and its plaintext. One owner at a time.
public final class SegmentDecoder {
    /// Most other sets of shards tried for one frame. With k = 10 and three to spare there are 285.
    public static final int MAX_ATTEMPTS = 512;

    private static final int CELL = MerkleTree.CELL_BYTES;

    private final ReedSolomon code;
    private final FrameOpener opener;
    private final long length;
    private final int frames;
    private final int frameBytes;
    private final byte[] sealed;

    /// @param length bytes of plaintext in the segment, from its manifest
    public SegmentDecoder(ReedSolomon code, SealKey key, Digest segmentId, long length) {
        this.code = code;
        this.opener = new FrameOpener(key, segmentId, code.k());
        this.length = length;
        this.frames = Frames.count(code.k(), length);
        this.frameBytes = Frames.plainBytes(code.k());
        this.sealed = new byte[Frames.sealedBytes(code.k())];
    }

    /// The stripes that hold bytes [from, to) of the segment.
    ///
    /// @throws IndexOutOfBoundsException unless 0 ≤ from < to ≤ length
    public StripeRange stripes(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        Objects.checkIndex(from, to);
        int first = (int) (from / frameBytes);
        return new StripeRange(first, (int) ((to - 1) / frameBytes) - first + 1);
    }

    /// Decodes some stripes.
    ///
    /// @param cells for at least k shards, by number: [StripeRange#shardLength] bytes from
    ///     [StripeRange#shardOffset]. Low numbers are used first: with all data shards nothing needs computing
    /// @throws IllegalArgumentException for fewer shards, unknown numbers, other lengths or stripes beyond the end
    public Decoded decode(StripeRange range, Map<Integer, byte[]> cells) {
        check(range, cells);
        return new Batch(range, cells).decode();
    }

    private void check(StripeRange range, Map<Integer, byte[]> cells) {
        if (range.first() > frames - range.count()) {
            throw new IllegalArgumentException("the segment has " + frames + " stripes: " + range);
        }
        if (cells.size() < code.k()) {
            throw new IllegalArgumentException("need " + code.k() + " shards, not " + cells.size());
        }
        cells.forEach((shard, bytes) -> {
            if (shard < 0 || shard >= code.n() || bytes.length != range.shardLength()) {
                throw new IllegalArgumentException("shard " + shard + " with " + bytes.length + " bytes");
            }
        });
    }

    /// The data cells that follow from the first k of `order`: an array for each data shard.
    private byte[][] data(List<Integer> order, Map<Integer, byte[]> cells, int bytes) {
        List<Integer> have = order.stream().limit(code.k()).sorted().toList();
        List<Integer> missing = IntStream.range(0, code.k())
                .boxed()
                .filter(shard -> !have.contains(shard))
                .toList();
        var data = new byte[code.k()][];
        for (int shard : have) {
            if (shard < code.k()) {
                data[shard] = Objects.requireNonNull(cells.get(shard));
            }
        }
        if (!missing.isEmpty()) {
            byte[][] computed = compute(have, missing, cells, bytes);
            for (int i = 0; i < computed.length; i++) {
                data[missing.get(i)] = computed[i];
            }
        }
        return data;
    }

    private byte[][] compute(List<Integer> have, List<Integer> wanted, Map<Integer, byte[]> cells, int bytes) {
        byte[][] from = have.stream().map(cells::get).toArray(byte[][]::new);
        var computed = new byte[wanted.size()][bytes];
        code.recovery(have, wanted).apply(from, computed, 0, bytes);
        return computed;
    }

    /// Opens one frame from its cells, which begin at `at` in each array.
    private boolean open(int frame, byte[][] data, int at, byte[] plain, int plainAt) {
        for (int cell = 0; cell < data.length; cell++) {
            System.arraycopy(data[cell], at, sealed, cell * CELL, CELL);
        }
        return opener.open(frame, frame == frames - 1, sealed, 0, plain, plainAt);
    }

    private final class Batch {
        private final StripeRange range;
        private final Map<Integer, byte[]> cells;
        private final List<Integer> order;
        private final Set<Integer> corrupt = new TreeSet<>();
        private final byte[] plain;
        private byte[][] data;

        Batch(StripeRange range, Map<Integer, byte[]> cells) {
            this.range = range;
            this.cells = cells;
            this.order = new ArrayList<>(new TreeSet<>(cells.keySet()));
            this.plain = new byte[range.count() * frameBytes];
            this.data = data(order, cells, range.shardLength());
        }

        Decoded decode() {
            for (int stripe = 0; stripe < range.count(); stripe++) {
                int frame = range.first() + stripe;
                boolean opened = open(frame, data, stripe * CELL, plain, stripe * frameBytes);
                if (!opened && !openWithOthers(stripe)) {
                    return new Decoded.Undecodable(frame);
                }
            }
            long position = (long) range.first() * frameBytes;
            int end = (int) Math.min(length - position, plain.length);
            return new Decoded.Plain(end == plain.length ? plain : Arrays.copyOf(plain, end), position, corrupt);
        }

        private boolean openWithOthers(int stripe) {
            Map<Integer, byte[]> cut = cut(stripe);
            int spare = order.size() - code.k();
            int attempts = 0;
            for (int replaced = 1; replaced <= Math.min(spare, code.k()); replaced++) {
                var additions = new Combinations(spare, replaced);
                while (additions.hasNext()) {
                    int[] added = additions.next();
                    var removals = new Combinations(code.k(), replaced);
                    while (removals.hasNext()) {
                        if (attempts++ == MAX_ATTEMPTS) {
                            return false;
                        }
                        if (openWith(replace(removals.next(), added), stripe, cut)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }

        /// The cells of one stripe alone, by shard.
        private Map<Integer, byte[]> cut(int stripe) {
            var cut = new HashMap<Integer, byte[]>();
            cells.forEach(
                    (shard, bytes) -> cut.put(shard, Arrays.copyOfRange(bytes, stripe * CELL, (stripe + 1) * CELL)));
            return cut;
        }

        private List<Integer> replace(int[] removed, int[] added) {
            var shards = new ArrayList<>(order.subList(0, code.k()));
            for (int i = 0; i < removed.length; i++) {
                shards.set(removed[i], order.get(code.k() + added[i]));
            }
            return shards;
        }

        private boolean openWith(List<Integer> shards, int stripe, Map<Integer, byte[]> cut) {
            byte[][] candidate = data(shards, cut, CELL);
            if (!open(range.first() + stripe, candidate, 0, plain, stripe * frameBytes)) {
                return false;
            }
            accuse(candidate, cut);
            order.sort(Comparator.comparing(corrupt::contains));
            data = data(order, cells, range.shardLength());
            return true;
        }

        /// Encodes an authentic stripe again and notes which of the given cells differ.
        private void accuse(byte[][] authentic, Map<Integer, byte[]> cut) {
            var parity = new byte[code.n() - code.k()][CELL];
            code.encode(authentic, parity, 0, CELL);
            cut.forEach((shard, cell) -> {
                byte[] expected = shard < code.k() ? authentic[shard] : parity[shard - code.k()];
                if (!Arrays.equals(expected, cell)) {
                    corrupt.add(shard);
                }
            });
        }
    }
}
