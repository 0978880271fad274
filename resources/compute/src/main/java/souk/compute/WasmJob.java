package souk.compute;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.compute.fuel.FuelInstrumenter;

/// One run of a WASI preview-1 command.
///
/// @param module the WebAssembly binary; not copied, so it must not change while the job runs
/// @param args the command line after the program's name
/// @param env the whole environment: nothing is inherited
public record WasmJob(
        byte[] module,
        List<String> args,
        Map<String, String> env,
        List<Mount> mounts,
        Limits limits,
        Surroundings surroundings) {

    /// Bounds the command line and the environment together, as an operating system would.
    public static final int MAX_ARGUMENT_BYTES = 1 << 17;

    /// As many directories as a workload may have volumes.
    public static final int MAX_MOUNTS = 16;

    public WasmJob {
        args = List.copyOf(args);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
        if (module.length > FuelInstrumenter.MAX_MODULE_BYTES) {
            throw new IllegalArgumentException("a module has at most " + FuelInstrumenter.MAX_MODULE_BYTES + " bytes");
        }
        if (mounts.size() > MAX_MOUNTS
                || mounts.stream().map(Mount::guestPath).distinct().count() != mounts.size()) {
            throw new IllegalArgumentException("at most " + MAX_MOUNTS + " mounts, each at a path of its own");
        }
        int characters = args.stream().mapToInt(String::length).sum()
                + env.entrySet().stream()
                        .mapToInt(entry ->
                                entry.getKey().length() + entry.getValue().length())
                        .sum();
        if (characters > MAX_ARGUMENT_BYTES / 3) {
            throw new IllegalArgumentException("arguments and environment are too long");
        }
    }

    /// The environment in a fixed order, which is how the guest sees it.
    Map<String, String> sortedEnv() {
        return new TreeMap<>(env);
    }
}
