package souk.gateway.s3;

import java.time.Instant;
import java.util.List;
import souk.gateway.store.Metadata;

/// Tells where the bytes live how long locked ones are to be kept, so that providers sign for it. What could not be
/// told is told in a later round.
public final class RetentionKeeper {
    /// Bodies of one round.
    static final int BATCH = 100;

    private final Metadata metadata;
    private final Sink sink;

    public RetentionKeeper(Metadata metadata, Sink sink) {
        this.metadata = metadata;
        this.sink = sink;
    }

    /// Where retentions go.
    @FunctionalInterface
    public interface Sink {
        /// Holds whoever keeps these segments to do so at least that long; may be repeated.
        void retain(List<String> manifests, Instant until);
    }

    /// Tells what was not told yet; returns how many bodies. Call it every few seconds from one thread.
    public int tell() {
        var untold = metadata.locks().untold(BATCH);
        for (var kept : untold) {
            sink.retain(kept.manifests(), kept.until());
            metadata.locks().told(kept);
        }
        return untold.size();
    }
}
