package souk.core.segment;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Reads ranges of a segment from its shards, as many as it needs: k at first, one more for each that fails or turns
/// out
/// corrupt. Sources are read one after another in the order given; sources that fetch ahead hide the latency.
///
/// It holds one batch: 64 KiB a shard in use, and the plaintext of it. One owner at a time.
public final class SegmentReader {
    private static final int BATCH_STRIPES = 64;

    private final SegmentDecoder decoder;
    private final int k;
    private final List<ShardSource> sources;
    private final Set<Integer> corrupt = new TreeSet<>();
    private final Set<Integer> failed = new TreeSet<>();

    /// @param k shards that suffice, as in the decoder's code
    /// @param sources in order of preference, each number once
    public SegmentReader(SegmentDecoder decoder, int k, List<? extends ShardSource> sources) {
        if (sources.stream().map(ShardSource::number).distinct().count() != sources.size()) {
            throw new IllegalArgumentException("a shard has two sources");
        }
        this.decoder = decoder;
        this.k = k;
        this.sources = new ArrayList<>(sources);
    }

    /// Writes bytes [from, to) of the segment.
    ///
    /// @throws IOException from `out` only
    /// @throws SoukException `TOO_FEW_PROVIDERS` if fewer than k sources answer, `CORRUPT` if all that answer
    ///     do not decode; what was written before is authentic
    public void read(long from, long to, OutputStream out) throws IOException {
        StripeRange all = decoder.stripes(from, to);
        for (int done = 0; done < all.count(); done += BATCH_STRIPES) {
            int count = Math.min(BATCH_STRIPES, all.count() - done);
            Decoded.Plain plain = decode(new StripeRange(all.first() + done, count));
            int start = (int) Math.max(0, from - plain.position());
            int end = (int) Math.min(plain.bytes().length, to - plain.position());
            out.write(plain.bytes(), start, end - start);
        }
    }

    /// The shards found corrupt so far, by number.
    public Set<Integer> corrupt() {
        return Set.copyOf(corrupt);
    }

    /// The shards whose sources failed so far, by number.
    public Set<Integer> failed() {
        return Set.copyOf(failed);
    }

    private Decoded.Plain decode(StripeRange range) {
        var waiting = new ArrayDeque<>(sources);
        var cells = new HashMap<Integer, byte[]>();
        for (int wanted = k; ; wanted++) {
            while (cells.size() < wanted && !waiting.isEmpty()) {
                fetch(waiting.remove(), range, cells);
            }
            if (cells.size() < wanted) {
                throw exhausted(cells.size());
            }
            if (decoder.decode(range, cells) instanceof Decoded.Plain plain) {
                corrupt.addAll(plain.corrupt());
                sources.sort(Comparator.comparing(source -> corrupt.contains(source.number())));
                return plain;
            }
        }
    }

    private void fetch(ShardSource source, StripeRange range, Map<Integer, byte[]> cells) {
        var bytes = new byte[range.shardLength()];
        try {
            source.read(range.shardOffset(), bytes, 0, bytes.length);
            cells.put(source.number(), bytes);
        } catch (IOException e) {
            failed.add(source.number());
            sources.remove(source);
        }
    }

    private SoukException exhausted(int answered) {
        if (answered < k) {
            return new SoukException(ErrorCode.TOO_FEW_PROVIDERS, answered + " shards answer, " + k + " are needed");
        }
        return new SoukException(ErrorCode.CORRUPT, "no " + k + " of " + answered + " shards decode");
    }
}
