package souk.node.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import souk.core.json.Json;
import souk.core.json.JsonObject;

final class RepairsTest {
    @Test
    void tellsWhatIsToBeDoneAndWhatWasDone() {
        assertThat(Repairs.text(repair(3, 0, 2)))
                .isEqualTo("12 segments: 3 degraded, 0 unreadable, 2 queued, 1 without a provider, 41.5 days to loss;"
                        + " shards made anew 7 (5 by providers), moved 8");
    }

    @Test
    void whatCannotBeReadComesFirst() {
        assertThat(Repairs.state(repair(3, 1, 2))).isEqualTo("lost");
        assertThat(Repairs.state(repair(3, 0, 2))).isEqualTo("busy");
        assertThat(Repairs.state(repair(3, 0, 0))).isEqualTo("idle");
    }

    private static JsonObject repair(int degraded, int lost, int queued) {
        return Json.object()
                .put("segments", 12)
                .put("degraded", degraded)
                .put("lost", lost)
                .put("queued", queued)
                .put("waiting", 1)
                .put("repairedShards", 7)
                .put("repairedByOthers", 5)
                .put("movedShards", 8)
                .put("daysToLoss", "41.5")
                .build();
    }
}
