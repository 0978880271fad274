package souk.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.economy.OrderBook;
import souk.net.log.JsonLogs;

/// `./souk bench NAME`: measures one thing and prints its figures; without a name, lists what there is.
@Command(
        name = "souk bench",
        description = "Measure; without a name it lists what there is.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final int MAX_CLIENTS = 256;
    private static final int MAX_ROUNDS = 1_000;
    private static final long MAX_MEBIBYTES = 1L << 20;
    private static final long MAX_MINUTES = 24 * 60;
    private static final int MAX_SECONDS = 600;
    private static final int MAX_KEYS = 1_000_000;
    private static final int MIN_PROVIDERS = 50;
    private static final int MAX_PROVIDERS = 10_000;
    private static final int MAX_ORDERS = 1_000_000;

    @Parameters(arity = "0..1", paramLabel = "NAME")
    private @Nullable String name;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of the market (default: SOUK_HOME, ~/.souk).")
    private @Nullable String data;

    @Option(names = "--size", paramLabel = "MIB", description = "Size of the large object (default: 1024).")
    private long mebibytes = 1024;

    @Option(names = "--clients", paramLabel = "N", description = "Clients at once (default: 16).")
    private int clients = 16;

    @Option(names = "--rounds", paramLabel = "N", description = "Repetitions of what takes long (default: 5).")
    private int rounds = 5;

    @Option(names = "--seed", paramLabel = "N", description = "Of a campaign's faults and requests (default: 1).")
    private long seed = 1;

    @Option(names = "--minutes", paramLabel = "M", description = "How long a campaign hurts the market (default: 5).")
    private long minutes = 5;

    @Option(names = "--processes", description = "Of a campaign: each provider in a process, to be slow or full too.")
    private boolean processes;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each cell of a comparison (default: 5).")
    private int seconds = 5;

    @Option(names = "--keys", paramLabel = "N", description = "Keys to list in a comparison (default: 100000).")
    private int keys = 100_000;

    @Option(names = "--offers", paramLabel = "N", description = "Most offers in an order book (default: 100000).")
    private int offers = 100_000;

    @Option(names = "--providers", paramLabel = "N", description = "Of a simulated market (default: 1000).")
    private int providers = 1_000;

    @Option(names = "--orders", paramLabel = "N", description = "To a simulated market (default: 100000).")
    private int orders = 100_000;

    @Option(names = "--restart", description = "Agree that the market is stopped and started.")
    private boolean restart;

    @Option(names = "--peer", description = "Measure what others have built as well, where it is installed.")
    private boolean peer;

    public static void main(String[] arguments) {
        JsonLogs.install(System.err, System.Logger.Level.WARNING);
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, result) -> complain(failure))
                .execute(arguments));
    }

    private static int complain(Exception failure) throws Exception {
        if (failure instanceof SoukException refused) {
            System.err.println("souk: " + refused.getMessage());
            return refused.code().exitCode();
        }
        throw failure;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (name == null) {
            list();
            return 0;
        }
        var chosen = Catalogue.of(name);
        var began = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        var figures = chosen.bench().measure(setting());
        if (json) {
            OUT.println(document(chosen, began, load, figures));
        } else {
            OUT.printf(
                    Locale.ROOT,
                    "%s: %s%n%s, Java %s, %d cores, load %.1f before%n",
                    chosen.id(),
                    chosen.question(),
                    began,
                    Runtime.version().feature(),
                    Runtime.getRuntime().availableProcessors(),
                    load);
            figures.forEach(Main::print);
        }
        return 0;
    }

    private Setting setting() {
        return new Setting(
                root(),
                System.getenv(),
                Optional.ofNullable(data),
                Math.clamp(mebibytes, 1, MAX_MEBIBYTES) << 20,
                Math.clamp(clients, 1, MAX_CLIENTS),
                Math.clamp(rounds, 1, MAX_ROUNDS),
                restart,
                peer,
                seed,
                Math.clamp(minutes, 1, MAX_MINUTES),
                processes,
                new Setting.Load(
                        Math.clamp(seconds, 1, MAX_SECONDS),
                        Math.clamp(keys, 1, MAX_KEYS),
                        Math.clamp(offers, 1, OrderBook.MAX_OFFERS),
                        Math.clamp(providers, MIN_PROVIDERS, MAX_PROVIDERS),
                        Math.clamp(orders, 1, MAX_ORDERS)));
    }

    private void list() {
        if (json) {
            var benches = Json.object();
            for (var each : Catalogue.values()) {
                benches.put(each.id(), each.question());
            }
            OUT.println(benches.build());
            return;
        }
        for (var each : Catalogue.values()) {
            OUT.printf("%-10s %s%n", each.id(), each.question());
        }
    }

    private static void print(Figure figure) {
        var value = String.format(Locale.ROOT, figure.value() >= 1_000 ? "%,.0f" : "%.3f", figure.value());
        OUT.printf("  %-54s %12s %-10s %s%n", figure.name(), value, figure.unit(), figure.note());
    }

    private static JsonObject document(Catalogue chosen, Instant began, double load, List<Figure> figures) {
        return Json.object()
                .put("bench", chosen.id())
                .put("question", chosen.question())
                .put("began", began.toString())
                .put("java", Runtime.version().toString())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("loadBefore", new Json.Number(load))
                .put("figures", Json.array(figures.stream().map(Figure::toJson).toList()))
                .build();
    }

    /// The checkout this was built in, wherever it is called from: the classes are below its folder `target`.
    private static Path root() {
        try {
            var here = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (var folder = here; folder != null; folder = folder.getParent()) {
                if (Files.exists(folder.resolve("contracts/gas.json"))) {
                    return folder;
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path is no file", e);
        }
        return Path.of("");
    }
}
