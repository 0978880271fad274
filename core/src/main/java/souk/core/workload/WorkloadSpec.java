package souk.core.workload;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// What a compute lease is to run. Its digest stands in the order; the text itself goes to the chosen provider
/// only,
/// since its URLs may carry access rights.
///
/// @param service name of the service in the consumer's Compose file
/// @param runtime `wasm`
/// @param args the command line after the program's name
/// @param env the whole environment
public record WorkloadSpec(
        String service,
        String runtime,
        ModuleSource module,
        List<String> args,
        Map<String, String> env,
        List<InputMount> inputs,
        List<OutputMount> outputs,
        WorkloadLimits limits) {
    /// The one runtime there is.
    public static final String WASM = "wasm";

    /// Directories of a job.
    public static final int MAX_MOUNTS = 16;

    private static final int MAX_ARGS = 1_024;
    private static final int MAX_ENV = 1_024;

    public WorkloadSpec {
        Checks.require(service.matches("[A-Za-z0-9._-]{1,64}"), "a service's name is 1 to 64 of A-Z a-z 0-9 . _ -");
        Checks.require(WASM.equals(runtime), "the runtime is " + WASM);
        args = Checks.atMost(MAX_ARGS, args, "arguments");
        Checks.require(env.size() <= MAX_ENV, "at most " + MAX_ENV + " environment variables");
        Checks.require(
                env.keySet().stream().allMatch(name -> !name.isEmpty() && name.indexOf('=') < 0),
                "an environment variable has a name without =");
        env = Map.copyOf(env);
        inputs = Checks.atMost(MAX_MOUNTS, inputs, "input mounts");
        outputs = Checks.atMost(MAX_MOUNTS - inputs.size(), outputs, "mounts beside the inputs");
        var paths = Stream.concat(
                        inputs.stream().map(InputMount::guestPath),
                        outputs.stream().map(OutputMount::guestPath))
                .toList();
        Checks.require(paths.stream().distinct().count() == paths.size(), "each mount is at a path of its own");
    }

    /// SHA-256 of the canonical JSON: the order's `spec`.
    public Digest digest() {
        return Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("service", service)
                .put("runtime", runtime)
                .put("module", module.toJson())
                .put("args", Json.texts(args))
                .put("env", Json.texts(new TreeMap<>(env)))
                .put(
                        "inputs",
                        Json.array(inputs.stream().map(InputMount::toJson).toList()))
                .put(
                        "outputs",
                        Json.array(outputs.stream().map(OutputMount::toJson).toList()))
                .put("limits", limits.toJson())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static WorkloadSpec from(JsonObject json) {
        var env = new TreeMap<String, String>();
        var envJson = json.object("env");
        envJson.members().keySet().forEach(name -> env.put(name, envJson.text(name)));
        return new WorkloadSpec(
                json.text("service"),
                json.text("runtime"),
                ModuleSource.from(json.object("module")),
                json.array("args").texts(),
                env,
                json.array("inputs").objects().map(InputMount::from).toList(),
                json.array("outputs").objects().map(OutputMount::from).toList(),
                WorkloadLimits.from(json.object("limits")));
    }

    /// Bytes that are fetched before the job starts.
    public long fetchedBytes() {
        return module.size()
                + inputs.stream()
                        .flatMap(mount -> mount.objects().stream())
                        .mapToLong(InputObject::size)
                        .sum();
    }
}
