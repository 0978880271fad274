package souk.gateway.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Moves what still lives in packs that are mostly dead into new ones, so that their shards can go.
///
/// The new pack is durable before the metadata points to it, and the old one stays for readers that are under
/// way; so a crash at any step loses nothing, and leaves a draft or garbage that the collector finds.
public final class Repacker {
    /// Packs looked at in one round: at most a quarter of each is read and written again.
    static final int ROUND = 16;

    private static final String NO_TRACE = "00-00000000000000000000000000000001-0000000000000001-00";
    private static final System.Logger LOG = System.getLogger(Repacker.class.getName());

    private final Metadata metadata;
    private final SegmentStore segments;
    private final Packer packer;
    private final KeyWrap keys;
    private final InstantSource clock;

    public Repacker(Metadata metadata, SegmentStore segments, KeyWrap keys, InstantSource clock) {
        this.metadata = metadata;
        this.segments = segments;
        this.packer = new Packer(segments, metadata);
        this.keys = keys;
        this.clock = clock;
    }

    /// Rewrites some sparse packs, if there are any. Call it every few seconds from one thread; what fails is tried
    /// again at the next call.
    ///
    /// @return slices that were moved, or found dead on the way
    public int repack() {
        int moved = 0;
        for (var pack : metadata.packs().sparse(ROUND)) {
            try {
                moved += repack(pack);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "s3.repack.retry pack=" + pack.pack(), e);
            }
        }
        return moved;
    }

    /// What does not live is still waiting for the collector; the pack goes with the last of it.
    private int repack(Packs.Sparse pack) throws IOException {
        if (pack.live().isEmpty()) {
            return 0;
        }
        var scope = new SegmentScope(pack.tenant(), keys.unwrap(pack.tenant(), pack.wrappedKey()), NO_TRACE);
        var bytes = read(scope, pack.live());
        return packer.store(scope, pack.bucket(), bytes, (plan, packed) -> {
            var due = clock.instant().plus(Objects.READERS_GRACE);
            metadata.packs().move(pack.live(), plan, packed, due);
            return bytes.size();
        });
    }

    private List<byte[]> read(SegmentScope scope, List<Packs.Slice> slices) throws IOException {
        var all = new ArrayList<byte[]>(slices.size());
        for (var slice : slices) {
            var segment = slice.segment();
            try (var bytes = segments.read(scope, List.of(segment), 0, segment.length())) {
                all.add(bytes.readAllBytes());
            }
        }
        return all;
    }
}
