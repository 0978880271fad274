package souk.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Souk beside other S3 servers: the same client, the same requests, one server after the other on a machine that has
/// nothing else to do for it.
final class S3Comparison {
    private static final long KIB = 1_024;
    private static final long MIB = KIB * KIB;
    private static final long[] SIZES = {4 * KIB, MIB, 64 * MIB, 1_024 * MIB};
    private static final int[] CLIENTS = {1, 8, 64};
    /// Objects up to here are counted, larger ones weighed.
    private static final long COUNTED = MIB;
    /// For each second of a cell; more is not put at once, since every client ends the request it is at.
    private static final long MOST_AT_ONCE = 1_024 * MIB;

    private static final int FILLERS = 64;
    /// Before anything is measured, so that compilers and caches are warm.
    private static final int WARM_UP_LENGTHS = 3;

    private static final int WARM_UP_CLIENTS = 8;
    /// After one round, a minute, servers that compile while they run are still at it.
    private static final int WARM_UP_ROUNDS = 3;
    private static final Duration READY = Duration.ofMinutes(1);

    private final Setting setting;
    /// Of each server, by the name of the cell.
    private final Map<S3Server, Map<String, Figure>> figures = new LinkedHashMap<>();

    private S3Comparison(Setting setting) {
        this.setting = setting;
    }

    static S3Comparison of(Setting setting) {
        return new S3Comparison(setting);
    }

    private interface Starter {
        S3Server start() throws IOException;
    }

    List<Figure> run() throws IOException, InterruptedException {
        List<Starter> starters = new ArrayList<>();
        starters.add(() -> SoukServer.start(setting));
        for (var peer : S3Peer.values()) {
            peer.find(setting.environment())
                    .ifPresentOrElse(
                            program -> starters.add(() -> PeerServer.start(peer, program)),
                            () -> System.err.println(
                                    "souk: " + peer.program() + " is neither on the PATH nor in SOUK_PEERS ("
                                            + peer.install().strip() + ")"));
        }
        for (var starter : starters) {
            try (var server = starter.start()) {
                whole(server);
            }
        }
        return report();
    }

    /// Who breaks the bench off gets no server left behind.
    private void whole(S3Server server) throws IOException, InterruptedException {
        var end = new Thread(server::close);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            measure(server);
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private void measure(S3Server server) throws IOException, InterruptedException {
        System.err.println("souk: measuring " + server.name() + ": " + server.keeps());
        figures.put(server, new LinkedHashMap<>());
        var load = new S3Load(server, Duration.ofSeconds(setting.load().seconds()));
        ready(server);
        warmUp(server);
        for (long size : SIZES) {
            if (size <= setting.sizeBytes()) {
                objects(server, load, size);
            }
        }
        list(server, load);
    }

    private static void ready(S3Server server) throws IOException, InterruptedException {
        var deadline = InstantSource.system().instant().plus(READY);
        while (true) {
            try (var wire = new S3Wire(server.market(), InstantSource.system())) {
                int status = wire.call("PUT", S3Objects.BUCKET);
                if (status == 200) {
                    return;
                }
            } catch (IOException e) {
                if (InstantSource.system().instant().isAfter(deadline)) {
                    throw e;
                }
            }
            if (InstantSource.system().instant().isAfter(deadline)) {
                throw new SoukException(ErrorCode.UNAVAILABLE, server.name() + " makes no bucket");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private void warmUp(S3Server server) throws InterruptedException {
        var load = new S3Load(
                server,
                Duration.ofSeconds((long) WARM_UP_LENGTHS * setting.load().seconds()));
        var small = new S3Objects("warm-small", 4 * KIB);
        var middle = new S3Objects("warm-middle", MIB);
        var large = new S3Objects("warm-large", 16 * MIB);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            load.run(WARM_UP_CLIENTS, large::put);
            load.run(WARM_UP_CLIENTS, large::get);
            load.run(WARM_UP_CLIENTS, middle::put);
            load.run(WARM_UP_CLIENTS, middle::get);
            load.run(WARM_UP_CLIENTS, small::put);
            load.run(WARM_UP_CLIENTS, small::get);
        }
    }

    private void objects(S3Server server, S3Load load, long size) throws InterruptedException {
        var name = size < MIB ? size / KIB + " KiB" : size < 1_024 * MIB ? size / MIB + " MiB" : "1 GiB";
        var objects = new S3Objects(name.replace(" ", ""), size);
        for (int clients : CLIENTS) {
            if (clients > 1 && size * clients > MOST_AT_ONCE * setting.load().seconds()) {
                continue;
            }
            var cell = ", %s, %d client%s".formatted(name, clients, clients == 1 ? "" : "s");
            note(server, "PUT" + cell, size, load.run(clients, objects::put));
            note(server, "GET" + cell, size, load.run(clients, objects::get));
            if (size > MIB) {
                note(server, "GET 64 KiB of" + cell, 0, load.run(clients, objects::range));
            } else {
                note(server, "mixed" + cell, 0, load.run(clients, objects::mixed));
            }
        }
    }

    private void list(S3Server server, S3Load load) throws InterruptedException {
        var listing = new S3Listing(setting.load().keys());
        note(server, "PUT, 1 byte, %d clients".formatted(FILLERS), 0, fill(server, listing));
        var outcome = load.run(1, listing::page);
        double rate = listing.listed() / (outcome.took().toNanos() / 1e9);
        put(server, "LIST, %d keys".formatted(setting.load().keys()), rate, "keys/s", outcome);
    }

    /// All keys, however long it takes: the clients end when there is nothing left to write.
    private S3Load.Outcome fill(S3Server server, S3Listing listing) throws InterruptedException {
        var outcome = new S3Load(server, Duration.ofMillis(1)).run(FILLERS, listing::fill);
        return new S3Load.Outcome(setting.load().keys(), 0, outcome.failures(), outcome.took(), outcome.processor());
    }

    private void note(S3Server server, String cell, long size, S3Load.Outcome outcome) {
        boolean weighed = size > COUNTED;
        put(
                server,
                cell,
                weighed ? outcome.mebibytesPerSecond() : outcome.perSecond(),
                weighed ? "MiB/s" : "requests/s",
                outcome);
    }

    private void put(S3Server server, String cell, double rate, String unit, S3Load.Outcome outcome) {
        var note = String.format(
                Locale.ROOT,
                "%s: %d requests, %d refused or broken off, %.2f ms of the server's processors each",
                server.name(),
                outcome.requests(),
                outcome.failures(),
                outcome.processor().toNanos() / 1e6 / Math.max(1, outcome.requests()));
        System.err.printf(Locale.ROOT, "  %-40s %10.1f %s (%s)%n", cell, rate, unit, note);
        Objects.requireNonNull(figures.get(server)).put(cell, new Figure(cell, rate, unit, note));
    }

    private List<Figure> report() {
        var report = new ArrayList<Figure>();
        var souk = figures.entrySet().iterator().next().getValue();
        souk.forEach((cell, ours) -> {
            figures.values().forEach(of -> report.add(of.get(cell)));
            compare(cell, ours, true).forEach(report::add);
            compare(cell, ours, false).forEach(report::add);
        });
        return report;
    }

    /// Beside the fastest peer, or the fastest that codes and encrypts.
    private List<Figure> compare(String cell, Figure ours, boolean likeUs) {
        return figures.entrySet().stream()
                .skip(1)
                .filter(it -> it.getKey().codesAndEncrypts() == likeUs)
                .map(it -> it.getValue().get(cell))
                .max(Comparator.comparingDouble(Figure::value))
                .map(theirs -> new Figure(
                        cell + ", souk to the fastest that is " + (likeUs ? "coded and encrypted" : "plain"),
                        ours.value() / theirs.value(),
                        "times",
                        "more than 1: ours is faster"))
                .stream()
                .toList();
    }
}
