package souk.core.workload;

import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// A directory that a job may read.
///
/// @param guestPath where the guest sees it
public record InputMount(String guestPath, List<InputObject> objects) {
    /// More files than a job is likely to name one by one.
    public static final int MAX_OBJECTS = 10_000;

    public InputMount {
        Checks.guestPath(guestPath);
        objects = Checks.atMost(MAX_OBJECTS, objects, "inputs in a mount");
        Checks.require(
                objects.stream().map(InputObject::name).distinct().count() == objects.size(),
                "the names in a mount are distinct");
    }

    JsonObject toJson() {
        return Json.object()
                .put("guestPath", guestPath)
                .put(
                        "objects",
                        Json.array(objects.stream().map(InputObject::toJson).toList()))
                .build();
    }

    static InputMount from(JsonObject json) {
        return new InputMount(
                json.text("guestPath"),
                json.array("objects").objects().map(InputObject::from).toList());
    }
}
