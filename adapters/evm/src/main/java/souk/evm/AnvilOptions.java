package souk.evm;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a local chain, one Anvil process, is run.
///
/// @param binary the program
/// @param port on the loopback interface
/// @param chainId EIP-155 number
/// @param blockTime between blocks; fractions of a second are fine
/// @param folder for the state, the cache and the log
public record AnvilOptions(Path binary, int port, long chainId, Duration blockTime, Path folder) {
    /// States of past blocks that stay readable, in memory.
    private static final int KEPT_STATES = 64;

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Where [AnvilState] keeps the chain. It is there after the first save.
    public Path stateFile() {
        return folder.resolve("state.json");
    }

    /// The command line; it goes on from the state in the folder if there is one.
    public List<String> command() {
        var command = new ArrayList<>(List.of(binary.toString(), "--host", "127.0.0.1", "--quiet"));
        command.addAll(List.of("--port", Integer.toString(port), "--chain-id", Long.toString(chainId)));
        command.addAll(List.of("--block-time", String.format(Locale.ROOT, "%.3f", blockTime.toMillis() / 1000.0)));
        command.addAll(List.of("--prune-history", Integer.toString(KEPT_STATES)));
        command.addAll(List.of("--cache-path", folder.resolve("cache").toString()));
        if (Files.exists(stateFile())) {
            command.addAll(List.of("--load-state", stateFile().toString()));
        }
        return List.copyOf(command);
    }
}
