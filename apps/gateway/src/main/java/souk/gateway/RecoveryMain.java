package souk.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.recovery.RootKey;
import souk.net.log.JsonLogs;
import souk.sql.postgres.PostgresLog;

/// The verbs around the root key: `root-key show` and `recover`.
public final class RecoveryMain {
    private static final String USAGE = "usage: ./souk root-key show [--data DIR]\n"
            + "       ./souk recover --root-key FILE|-|KEY [--data DIR] [--market DIR] [--allow-older]"
            + " [--old-gateway-is-gone] [--metadata postgres://...]";
    /// A key has 63 letters; what is much longer is another file.
    private static final int MAX_KEY_FILE = 4_096;

    /// What makes a folder part of a market: public, and the same for everybody in it.
    private static final List<String> MARKET_FILES = List.of("market.json", "deployment.json");

    private final PrintStream out = System.out;
    private final Words words;

    private RecoveryMain(Words words) {
        this.words = words;
    }

    public static void main(String[] arguments) {
        JsonLogs.install(System.err, System.Logger.Level.ERROR);
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        try {
            var verb = arguments.isEmpty() ? "" : arguments.getFirst();
            var rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
            var main = new RecoveryMain(Words.parse(rest));
            return switch (verb) {
                case "recover" -> main.recover();
                case "root-key" -> main.rootKey();
                default -> throw new SoukException(ErrorCode.BAD_REQUEST, USAGE);
            };
        } catch (SoukException e) {
            System.err.println("souk: " + e.getMessage());
            return e.code().exitCode();
        } catch (IOException | UncheckedIOException e) {
            System.err.println("souk: " + e);
            return ErrorCode.UNAVAILABLE.exitCode();
        }
    }

    private int rootKey() {
        if (!words.plain().equals(List.of("show"))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, USAGE);
        }
        var key = RootKey.ofGateway(new Folder(words.data(), 1).ownKeys(), new SecureRandom());
        out.println(key.text());
        System.err.println("""
                · Write this down and keep it away from this machine: with it and nothing else, ./souk recover
                  rebuilds every bucket. Whoever has it can read and change everything. Keep copies of market.json
                  and deployment.json beside it; they are no secrets, and tell a new machine where the market is.""");
        return 0;
    }

    private int recover() throws IOException {
        if (!words.plain().isEmpty()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, USAGE);
        }
        var key = RootKey.parse(keyText());
        var log = words.value("--metadata").map(URI::create);
        log.ifPresent(RecoveryMain::requireEmpty);
        join();
        var begun = System.nanoTime();
        var folder = new Folder(words.data(), 1);
        var found = new GatewayRecovery(folder, key, InstantSource.system(), new SecureRandom())
                .run(words.has("--allow-older"), words.has("--old-gateway-is-gone"), System.err::println);
        if (log.isPresent()) {
            folder.keepMetadataLog(log.get());
        }
        System.err.printf(
                Locale.ROOT,
                "· recovered in %.1f s, from the snapshot of %s and %d changes after it%n",
                Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0,
                found.snapshot(),
                found.changes());
        System.err.println("· start it: ./souk up --data " + words.data() + ", or where only the gateway is to run:"
                + " ./souk gateway --data " + words.data());
        return 0;
    }

    /// A log that is there already belongs to the gateways before.
    private static void requireEmpty(URI place) {
        try (var log = PostgresLog.open(place)) {
            if (!log.heads().isEmpty()) {
                throw new SoukException(
                        ErrorCode.CONFLICT,
                        "the database of --metadata holds the log of other gateways: name an empty one");
            }
        }
    }

    /// From a file or standard input, so that it need not stand in the list of processes.
    private String keyText() throws IOException {
        var given = words.value("--root-key").orElseThrow(() -> new SoukException(ErrorCode.BAD_REQUEST, USAGE));
        if (given.equals("-")) {
            var console = System.console();
            if (console != null && console.isTerminal()) {
                var typed = console.readPassword("root key: ");
                return typed == null ? "" : new String(typed);
            }
            return new String(System.in.readNBytes(MAX_KEY_FILE), java.nio.charset.StandardCharsets.UTF_8);
        }
        var file = Path.of(given);
        if (Files.isRegularFile(file)) {
            try (var in = Files.newInputStream(file)) {
                return new String(in.readNBytes(MAX_KEY_FILE), java.nio.charset.StandardCharsets.UTF_8);
            }
        }
        if (!given.toLowerCase(Locale.ROOT).startsWith("souk1")) {
            throw new SoukException(ErrorCode.NOT_FOUND, "there is no file " + given + " with a root key");
        }
        System.err.println("· other users of this machine can see a key on the command line: prefer a file, or -");
        return given;
    }

    /// Makes the folder part of the market.
    private void join() throws IOException {
        var to = words.data();
        Files.createDirectories(to);
        var from = words.value("--market").map(Path::of);
        for (var name : MARKET_FILES) {
            if (Files.exists(to.resolve(name))) {
                continue;
            }
            var source = from.map(folder -> folder.resolve(name)).filter(Files::exists);
            if (source.isEmpty()) {
                throw new SoukException(
                        ErrorCode.NOT_FOUND,
                        "which market? There is no " + to.resolve(name) + ": give a folder with market.json and"
                                + " deployment.json, which everybody in the market has, with --market DIR");
            }
            Files.copy(source.get(), to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /// The words behind a verb.
    private record Words(java.util.Map<String, String> values, java.util.Set<String> flags, List<String> plain) {
        private static final List<String> VALUES = List.of("--data", "--root-key", "--market", "--metadata");
        private static final List<String> FLAGS = List.of("--allow-older", "--old-gateway-is-gone");

        static Words parse(List<String> arguments) {
            var values = new java.util.HashMap<String, String>();
            var flags = new java.util.HashSet<String>();
            var plain = new java.util.ArrayList<String>();
            for (var rest = arguments.iterator(); rest.hasNext(); ) {
                var word = rest.next();
                if (VALUES.contains(word) && rest.hasNext()) {
                    values.put(word, rest.next());
                } else if (FLAGS.contains(word)) {
                    flags.add(word);
                } else if (word.startsWith("-")) {
                    throw new SoukException(ErrorCode.BAD_REQUEST, "not understood: " + word + "\n" + USAGE);
                } else {
                    plain.add(word);
                }
            }
            return new Words(values, flags, plain);
        }

        Optional<String> value(String name) {
            return Optional.ofNullable(values.get(name));
        }

        boolean has(String flag) {
            return flags.contains(flag);
        }

        /// `--data`, else `SOUK_HOME`, else `~/.souk`, as all verbs.
        Path data() {
            return value("--data")
                    .or(() -> Optional.ofNullable(System.getenv("SOUK_HOME")))
                    .map(Path::of)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".souk"))
                    .toAbsolutePath()
                    .normalize();
        }
    }
}
