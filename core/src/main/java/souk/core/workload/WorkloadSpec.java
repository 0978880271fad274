package souk.core.workload;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// One job as its provider gets it, over a private channel. The order carries only its digest.
///
/// @param name the service in the Compose file
/// @param runtime the sandbox class, `wasm`
/// @param args the command line after the program's name
/// @param transfer where the consumer's gateway hands out the module and inputs and takes the outputs
/// @param token the capability for `transfer`, valid for this workload only
public record WorkloadSpec(
        String name,
        String runtime,
        Module module,
        List<String> args,
        Map<String, String> env,
        List<Mount> mounts,
        Limits limits,
        URI transfer,
        String token) {

    /// More directories than any program here needs, few enough to list in an error.
    public static final int MAX_MOUNTS = 16;

    /// Objects that one mount may bring along; larger inputs belong into archives.
    public static final int MAX_OBJECTS = 1_000;

    public WorkloadSpec {
        args = List.copyOf(args);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
        if (mounts.size() > MAX_MOUNTS) {
            throw new SoukException(ErrorCode.BAD_COMPOSE, "at most " + MAX_MOUNTS + " volumes a service");
        }
    }

    /// The program.
    ///
    /// @param sha256 checked before it runs
    /// @param size bytes
    public record Module(Digest sha256, long size) {}

    /// A directory inside the sandbox.
    ///
    /// @param guestPath absolute, e.g. `/in`
    /// @param readOnly inputs are; outputs are collected from the others
    /// @param objects what the directory holds at the start
    public record Mount(String guestPath, boolean readOnly, List<InputObject> objects) {
        public Mount {
            objects = List.copyOf(objects);
            if (!guestPath.matches("/[A-Za-z0-9._/-]{1,255}") || guestPath.contains("..")) {
                throw new SoukException(
                        ErrorCode.BAD_COMPOSE, "a volume's target must be an absolute path: " + guestPath);
            }
            if (objects.size() > MAX_OBJECTS) {
                throw new SoukException(
                        ErrorCode.BAD_COMPOSE, guestPath + " would hold more than " + MAX_OBJECTS + " objects");
            }
        }
    }

    /// @param name path below the mount
    /// @param size bytes
    public record InputObject(String name, long size) {}

    /// What the job may use at most.
    ///
    /// @param instructions WebAssembly instructions
    /// @param outputBytes of all outputs together
    public record Limits(int cpuMillis, long memoryBytes, Duration timeout, long instructions, long outputBytes) {}

    /// Named by the order.
    public Digest digest() {
        return Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("name", name)
                .put("runtime", runtime)
                .put(
                        "module",
                        Json.object()
                                .put("sha256", module.sha256.hex())
                                .put("size", module.size)
                                .build())
                .put("args", Json.texts(args))
                .put("env", Json.texts(new TreeMap<>(env)))
                .put(
                        "mounts",
                        Json.array(mounts.stream().map(WorkloadSpec::mountJson).toList()))
                .put(
                        "limits",
                        Json.object()
                                .put("cpuMillis", limits.cpuMillis)
                                .put("memoryBytes", limits.memoryBytes)
                                .put("timeoutSeconds", limits.timeout.toSeconds())
                                .put("instructions", limits.instructions)
                                .put("outputBytes", limits.outputBytes)
                                .build())
                .put("transfer", transfer.toString())
                .put("token", token)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static WorkloadSpec from(JsonObject json) {
        var module = json.object("module");
        var limits = json.object("limits");
        var env = new TreeMap<String, String>();
        json.object("env")
                .members()
                .keySet()
                .forEach(key -> env.put(key, json.object("env").text(key)));
        return new WorkloadSpec(
                json.text("name"),
                json.text("runtime"),
                new Module(new Digest(module.text("sha256")), module.integer("size")),
                json.array("args").texts(),
                env,
                json.array("mounts").objects().map(WorkloadSpec::mount).toList(),
                new Limits(
                        (int) limits.integer("cpuMillis"),
                        limits.integer("memoryBytes"),
                        Duration.ofSeconds(limits.integer("timeoutSeconds")),
                        limits.integer("instructions"),
                        limits.integer("outputBytes")),
                URI.create(json.text("transfer")),
                json.text("token"));
    }

    private static JsonObject mountJson(Mount mount) {
        var objects = mount.objects.stream()
                .map(object -> Json.object()
                        .put("name", object.name)
                        .put("size", object.size)
                        .build())
                .toList();
        return Json.object()
                .put("guestPath", mount.guestPath)
                .put("readOnly", mount.readOnly)
                .put("objects", Json.array(objects))
                .build();
    }

    private static Mount mount(JsonObject json) {
        return new Mount(
                json.text("guestPath"),
                json.flag("readOnly"),
                json.array("objects")
                        .objects()
                        .map(object -> new InputObject(object.text("name"), object.integer("size")))
                        .toList());
    }

    /// Without the token, which must not reach a log.
    @Override
    public String toString() {
        return "WorkloadSpec[" + name + ", " + runtime + ", " + digest() + "]";
    }
}
