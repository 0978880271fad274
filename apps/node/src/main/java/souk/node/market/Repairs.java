package souk.node.market;

import souk.core.json.JsonObject;

/// What the gateway says of repair, in a line.
final class Repairs {
    private Repairs() {}

    /// `lost` when a segment cannot be read now, `busy` while some are to be repaired, otherwise `idle`.
    static String state(JsonObject repair) {
        if (repair.integer("lost") > 0) {
            return "lost";
        }
        return repair.integer("queued") > 0 ? "busy" : "idle";
    }

    static String text(JsonObject repair) {
        var waiting = repair.integer("waiting") > 0 ? ", " + repair.integer("waiting") + " without a provider" : "";
        return repair.integer("segments") + " segments: " + repair.integer("degraded") + " degraded, "
                + repair.integer("lost") + " unreadable, " + repair.integer("queued") + " queued" + waiting
                + repair.optionalText("daysToLoss")
                        .map(days -> ", " + days + " days to loss")
                        .orElse("")
                + "; shards made anew " + repair.integer("repairedShards") + " (" + repair.integer("repairedByOthers")
                + " by providers), moved " + repair.integer("movedShards");
    }
}
