package souk.gateway.data;

import java.util.HashSet;
import java.util.Set;
import souk.core.value.Digest;
import souk.gateway.store.Bodies;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.ShardBook;

/// Segments that a crash left to nobody: their shards were durable and in the book, but no body had recorded them yet.
/// They would stay in the inventories and be paid for until their leases end.
public final class Strays {
    private static final System.Logger LOG = System.getLogger(Strays.class.getName());

    private final ShardBook book;
    private final Set<Digest> suspects;

    private Strays(ShardBook book, Set<Digest> suspects) {
        this.book = book;
        this.suspects = new HashSet<>(suspects);
    }

    /// Notes what the book holds now, some 150 bytes a segment. To be called before uploads run: what is stored later
    /// is recorded by them.
    public static Strays suspectedIn(SqliteShardBook book) {
        return new Strays(book, book.segments());
    }

    /// Releases what no body shows; returns how many segments that were.
    public int release(Bodies bodies) {
        bodies.eachSegment(segment ->
                suspects.remove(SegmentManifest.decode(segment.manifest()).id()));
        int count = suspects.size();
        if (count > 0) {
            book.release(suspects);
            LOG.log(System.Logger.Level.INFO, "strays.released segments={0}", count);
        }
        suspects.clear();
        return count;
    }
}
