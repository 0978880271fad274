package souk.gateway.s3;

import java.util.Map;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.Piece;
import souk.gateway.store.StorageCost;

/// What it costs to keep an object, as a header of answers to those that ask.
final class CostHeaders {
    static final String ESTIMATE = "x-souk-cost-estimate";

    private final S3Context context;

    CostHeaders(S3Context context) {
        this.context = context;
    }

    /// @throws S3Exception `InvalidArgument` for a value other than `1`
    static boolean asked(S3Call call) {
        var value = call.header(ESTIMATE);
        if (value.isPresent() && !value.get().strip().equals("1")) {
            throw new S3Exception(S3Error.InvalidArgument, ESTIMATE + " must be 1");
        }
        return value.isPresent();
    }

    /// Nothing for those that did not ask. Of a very large object its first segments are looked at.
    Map<String, String> of(S3Call call, ObjectVersion object) {
        return asked(call) ? Map.of(ESTIMATE, text(cost(object))) : Map.of();
    }

    private StorageCost cost(ObjectVersion object) {
        long looked = Math.min(object.size(), ObjectReads.HEALTH_BYTES);
        if (looked == 0) {
            return StorageCost.NONE;
        }
        var slice = context.metadata().bodies().slice(object.body(), 0, looked);
        var segments = slice.pieces().stream()
                .filter(Piece.Stored.class::isInstance)
                .map(piece -> ((Piece.Stored) piece).segment())
                .toList();
        long seen = slice.pieces().stream().mapToLong(Piece::length).sum();
        return seen == 0 ? StorageCost.NONE : context.segments().cost(segments).scaled(object.size(), seen);
    }

    private static String text(StorageCost cost) {
        return "month=" + cost.month() + "; ingress=" + cost.ingress() + "; shard-bytes=" + cost.shardBytes()
                + "; unit=1e-6 sUSD; rounding=up; seconds=" + StorageCost.MONTH.toSeconds();
    }
}
