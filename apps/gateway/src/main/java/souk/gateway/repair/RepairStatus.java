package souk.gateway.repair;

import java.time.Instant;
import java.util.Locale;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What the last look at all segments found, and what was done since the start.
///
/// @param at when the look ended
/// @param segments that are stored
/// @param degraded with fewer healthy shards than their profile keeps
/// @param lost with fewer than can be read now
/// @param queued that are to be repaired
/// @param waiting of those, for which no provider is left
/// @param daysToLoss of the segment in the greatest danger; none when nothing is stored
public record RepairStatus(
        Instant at, long segments, long degraded, long lost, long queued, long waiting, double daysToLoss) {
    static final RepairStatus NONE = new RepairStatus(Instant.EPOCH, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY);

    /// What was done since the start.
    ///
    /// @param repaired shards made anew
    /// @param byOthers of those, by providers that had grants for it
    /// @param moved shards brought to other leases
    /// @param failed repairs and moves that are tried again
    public record Done(long repaired, long byOthers, long moved, long failed) {}

    public JsonObject toJson(Done done) {
        var json = Json.object()
                .put("at", at.toString())
                .put("segments", segments)
                .put("degraded", degraded)
                .put("lost", lost)
                .put("queued", queued)
                .put("waiting", waiting)
                .put("repairedShards", done.repaired)
                .put("repairedByOthers", done.byOthers)
                .put("movedShards", done.moved)
                .put("failures", done.failed);
        if (Double.isFinite(daysToLoss)) {
            json.put("daysToLoss", days(daysToLoss));
        }
        return json.build();
    }

    /// Days as people read them.
    static String days(double days) {
        return String.format(Locale.ROOT, "%.1f", days);
    }
}
