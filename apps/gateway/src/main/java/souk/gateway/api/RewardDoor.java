package souk.gateway.api;

import java.util.List;
import souk.core.json.Json;
import souk.gateway.market.Names;
import souk.gateway.market.RewardHistory;
import souk.net.Response;
import souk.net.Route;

/// What providers got for serving well.
record RewardDoor(Callers callers, RewardHistory history, Names names) {
    List<Route> routes() {
        return List.of(Route.get(
                "/v1/rewards",
                callers.signed((_, _, _) -> Response.json(Json.object()
                        .put("rewards", Json.array(history.rows(names)))
                        .build()))));
    }
}
