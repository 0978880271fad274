package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// The folder that holds a local market: all of its state, so that copying it copies the market.
public record Home(Path root) {
    /// The gateway's process and folder.
    static final String GATEWAY = "gateway";

    /// `--data`, else `SOUK_HOME`, else `~/.souk`.
    static Home of(Optional<String> option, Map<String, String> environment) {
        var chosen = option.or(() -> Optional.ofNullable(environment.get("SOUK_HOME")))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".souk"));
        return new Home(chosen.toAbsolutePath().normalize());
    }

    public Path plan() {
        return root.resolve("market.json");
    }

    public Path chain() {
        return root.resolve("chain");
    }

    /// Addresses of the contracts, once they are deployed.
    public Path deployment() {
        return root.resolve("deployment.json");
    }

    public Path node(String name) {
        return root.resolve("nodes").resolve(name);
    }

    public Path gateway() {
        return root.resolve(GATEWAY);
    }

    /// Where the log is that several gateways share; readable by the owner only, since it may hold a
    /// password.
    Path metadata() {
        return gateway().resolve("metadata.json");
    }

    /// Wallet and root key of an account of the S3 door.
    public Path tenant(String name) {
        return gateway().resolve("tenants").resolve(name);
    }

    /// The S3 keys of the accounts; readable by the owner only.
    public Path credentials() {
        return root.resolve("credentials.json");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path run() {
        return root.resolve("run");
    }

    /// Held by the supervisor, see [MarketLock].
    Path lock() {
        return run().resolve("lock");
    }

    /// Exists while everything is up.
    Path ready() {
        return run().resolve("ready.json");
    }

    Path supervisorPid() {
        return run().resolve("supervisor.pid");
    }

    /// Exists while the user wants this node to be down.
    public Path stopped(String node) {
        return run().resolve("stopped").resolve(node);
    }

    /// Makes the folders, private to the user.
    void create() {
        try {
            if (Files.notExists(root)) {
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            for (var folder :
                    new Path[] {chain(), root.resolve("nodes"), gateway(), logs(), run().resolve("stopped")}) {
                Files.createDirectories(folder);
                if (!Files.isWritable(folder)) {
                    throw new AccessDeniedException(folder.toString());
                }
            }
        } catch (IOException e) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "cannot write to " + root + " (" + reason(e) + "): choose another folder with --data or SOUK_HOME",
                    e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }

    /// Reads a JSON file of this folder; empty when it does not exist.
    public static Optional<JsonObject> read(Path file) {
        return read(file, json -> json);
    }

    /// Reads what a JSON file of this folder stands for; empty when it does not exist.
    ///
    /// @throws SoukException `CORRUPT` when it is no JSON or `shape` refuses it
    public static <T> Optional<T> read(Path file, Function<JsonObject, T> shape) {
        try {
            return Files.exists(file)
                    ? Optional.of(shape.apply(Json.parseObject(Files.readAllBytes(file))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SoukException e) {
            throw new SoukException(
                    ErrorCode.CORRUPT,
                    file + " is damaged (" + e.getMessage()
                            + "): restore it from a copy, or start anew with --data DIR",
                    e);
        }
    }

    /// Replaces a file in one step, so that a crash, also of the machine, leaves the old one or the new
    /// one.
    public static void write(Path file, JsonObject content, boolean secret) {
        try {
            var draft = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(draft);
            var mode = PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--");
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(mode));
            Files.write(draft, content.canonical(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
