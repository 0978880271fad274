package souk.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import souk.bench.MatchingRequests.Kind;
import souk.cel.CelLanguage;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.economy.Candidate;
import souk.economy.MatchResult;
import souk.economy.OrderBook;
import souk.sql.Sqlite;
import souk.sql.SqliteOfferStore;

/// How fast one core matches orders against a relay's book, from a thousand offers up, beside SQLite with the same
/// offers and the same answers. Signatures are not checked: a check costs the same at every size.
final class MatchingBench implements Bench {
    private static final int WANTED = 3;
    private static final int WRITERS = 256;

    /// Orders between two looks at the processor time, which cost a system call each.
    private static final int BATCH = 8;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Latencies kept of one cell.
    private static final int SAMPLES = 2_000_000;

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        var market = new MatchingMarket(setting.seed());
        var figures = new ArrayList<Figure>();
        for (int offers = 1_000; offers < setting.load().offers(); offers *= 10) {
            figures.addAll(at(offers, market, setting));
        }
        figures.addAll(at(setting.load().offers(), market, setting));
        return figures;
    }

    private static List<Figure> at(int offers, MatchingMarket market, Setting setting)
            throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        var folder = Files.createTempDirectory("souk-matching");
        try (var database = Sqlite.open(folder.resolve("node.db"), List.of(SqliteOfferStore.SCHEMA))) {
            var store = new SqliteOfferStore(database);
            store(offers, market, store);
            long before = heap();
            long start = System.nanoTime();
            var book = new OrderBook(
                    store,
                    _ -> Optional.empty(),
                    (_, _, _) -> true,
                    new CelLanguage(),
                    () -> MatchingMarket.NOW,
                    OrderBook.MAX_OFFERS);
            figures.add(Figure.seconds(
                    name(offers, "recovery from the store"), System.nanoTime() - start, "parsed, hashed, sorted"));
            figures.add(new Figure(
                    name(offers, "heap an offer"), (heap() - before) / (double) offers, "bytes", "the whole book"));
            figures.add(compilation(offers, market));
            try (var peer = new MatchingPeer(book)) {
                for (var kind : Kind.values()) {
                    figures.addAll(cell(
                            offers, kind, market, book, peer, setting.load().seconds()));
                }
            } catch (SQLException e) {
                throw new SoukException(ErrorCode.INTERNAL, "SQLite: " + e.getMessage(), e);
            }
        } finally {
            delete(folder);
        }
        return figures;
    }

    /// A text is compiled once and then remembered, so this is no part of the other figures.
    private static Figure compilation(int offers, MatchingMarket market) {
        var language = new CelLanguage();
        var texts = MatchingRequests.of(Kind.SELECTIVE, market);
        texts.forEach(it -> language.demands(it.constraints().where()));
        long cpu = THREADS.getCurrentThreadCpuTime();
        texts.forEach(it -> language.demands(it.constraints().where()));
        return new Figure(
                name(offers, "compiling a CEL text"),
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / texts.size(),
                "µs",
                "processor time, once a text");
    }

    private static List<Figure> cell(
            int offers, Kind kind, MatchingMarket market, OrderBook book, MatchingPeer peer, int seconds)
            throws SQLException {
        var requests = MatchingRequests.of(kind, market);
        int found = 0;
        for (var request : requests) {
            var ours = hashes(book.screen(request.order(), request.constraints(), WANTED));
            if (!ours.equals(peer.cheapest(request, WANTED))) {
                throw new SoukException(ErrorCode.INTERNAL, "SQLite answers differently: " + request.sql());
            }
            found += ours.size();
        }
        var note = "%.2f offers found an order".formatted(found / (double) requests.size());
        var ours = timed(
                offers,
                kind.id() + ", souk",
                note,
                requests,
                seconds,
                request -> book.find(request.order(), request.constraints(), WANTED));
        var theirs =
                timed(offers, kind.id() + ", SQLite", "", requests, seconds, request -> peer.cheapest(request, WANTED));
        var figures = new ArrayList<>(ours);
        figures.addAll(theirs);
        figures.add(new Figure(
                name(offers, kind.id() + ", ratio"),
                ours.getFirst().value() / theirs.getFirst().value(),
                "",
                "orders a second of souk by those of SQLite"));
        if (kind == Kind.REFUSED) {
            figures.addAll(timed(
                    offers,
                    "refused and explained, souk",
                    "",
                    requests,
                    seconds,
                    request -> book.screen(request.order(), request.constraints(), WANTED)));
        }
        return figures;
    }

    private interface Matcher {
        Object match(MatchingRequests request) throws SQLException;
    }

    private static List<Figure> timed(
            int offers, String what, String note, List<MatchingRequests> requests, int seconds, Matcher matcher)
            throws SQLException {
        run(requests, seconds, matcher);
        long cpu = THREADS.getCurrentThreadCpuTime();
        var nanos = run(requests, seconds, matcher);
        double busy = THREADS.getCurrentThreadCpuTime() - cpu;
        Arrays.sort(nanos);
        return List.of(
                new Figure(name(offers, what), nanos.length / busy * 1e9, "orders/s", "of processor time; " + note),
                new Figure(name(offers, what + ", p50"), nanos[nanos.length / 2] / 1e3, "µs", "by the clock"),
                new Figure(
                        name(offers, what + ", p99"),
                        nanos[(int) (nanos.length * 0.99)] / 1e3,
                        "µs",
                        "by the clock: other programs on the core count"));
    }

    /// Until so much processor time is used, and each order was matched.
    private static long[] run(List<MatchingRequests> requests, int seconds, Matcher matcher) throws SQLException {
        var nanos = new long[SAMPLES];
        int count = 0;
        long end = THREADS.getCurrentThreadCpuTime() + seconds * 1_000_000_000L;
        while (count < SAMPLES - BATCH && (count < requests.size() || THREADS.getCurrentThreadCpuTime() < end)) {
            for (int i = 0; i < BATCH; i++) {
                long start = System.nanoTime();
                matcher.match(requests.get(count % requests.size()));
                nanos[count++] = System.nanoTime() - start;
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    private static List<String> hashes(MatchResult result) {
        return switch (result) {
            case MatchResult.Matched(var candidates, var others) ->
                candidates.stream()
                        .map(Candidate::offerHash)
                        .map(it -> it.hex())
                        .toList();
            case MatchResult.NoOffer _ -> List.of();
            case MatchResult.Rejected(var code, var reason) -> throw new SoukException(code, reason);
        };
    }

    /// Many at once, for the store commits them in groups.
    private static void store(int offers, MatchingMarket market, SqliteOfferStore store) throws InterruptedException {
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            var tasks = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> Executors.callable(() -> {
                        for (int number = writer; number < offers; number += WRITERS) {
                            store.put(market.offer(number));
                        }
                    }))
                    .toList();
            for (var each : writers.invokeAll(tasks)) {
                each.get();
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw new SoukException(ErrorCode.INTERNAL, "an offer was not stored", e);
        }
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String name(int offers, String what) {
        return String.format(Locale.ROOT, "%,d offers: %s", offers, what);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
