package souk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.sdk.api.SoukApi;
import souk.sdk.cost.CostLine;

/// What was paid, for what, and to whom. Lines come page by page and are written as they come.
@Command(
        name = "cost",
        description = {
            "What storage and jobs cost: by lease, service, provider, region, bucket or day.",
            "Charges add up to the vouchers to the last unit; with --lease, one lease as an invoice."
        })
final class CostCommand implements Callable<Integer> {
    /// How the report is written.
    enum Format {
        TABLE,
        JSON,
        CSV,
        FOCUS
    }

    private static final List<String> KEYS = List.of("lease", "service", "provider", "region", "bucket", "day");

    @Mixin
    private Shared shared = new Shared();

    @Option(names = "--since", paramLabel = "DATE", description = "From the begin of this day on (UTC), 2026-11-25.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "DATE", description = "Before this day (UTC), which is not included.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "Sums by lease, service, provider, region, bucket or day.")
    private Optional<String> by = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, json, csv, or focus: the FinOps Open Cost and Usage Specification 1.0.")
    private Optional<String> format = Optional.empty();

    @Option(names = "--lease", paramLabel = "ID", description = "The invoice of one lease.")
    private Optional<String> lease = Optional.empty();

    @Option(names = "-o", paramLabel = "FILE", description = "Write to a file, which is whole or not there.")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() throws IOException {
        var wanted = format();
        check(wanted);
        try (var api = shared.api()) {
            if (file.isPresent()) {
                toFile(file.get(), out -> report(api, wanted, out));
            } else {
                report(api, wanted, System.out);
                failOnError(System.out);
            }
        }
        return 0;
    }

    private Format format() {
        var name = format.orElse(shared.json() ? "json" : "table");
        for (var each : Format.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "--format is table, json, csv or focus, not " + name);
    }

    private void check(Format wanted) {
        by.filter(key -> !KEYS.contains(key)).ifPresent(key -> {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "--by is one of " + String.join(", ", KEYS) + ", not " + key);
        });
        if (by.isPresent() && wanted == Format.FOCUS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "FOCUS has a row for each charge: leave out --by");
        }
        boolean other = by.isPresent() || since.isPresent() || until.isPresent();
        if (lease.isPresent() && (other || wanted == Format.CSV || wanted == Format.FOCUS)) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "an invoice is of one whole lease: --lease goes with --format table or json");
        }
    }

    private void report(SoukApi api, Format wanted, PrintStream out) {
        if (lease.isPresent()) {
            print(out, wanted, api.get("/v1/leases/" + Uris.encoded(lease.get()) + "/invoice"));
        } else if (by.filter("bucket"::equals).isPresent()) {
            buckets(api.get("/v1/costs/buckets?" + period()), wanted, out);
        } else if (by.isPresent()) {
            var sums = new CostSums(by.get(), key(by.get()));
            each(api, sums::add);
            sums.print(out, wanted);
        } else {
            lines(api, wanted, out);
        }
    }

    private static void print(PrintStream out, Format wanted, JsonObject object) {
        if (wanted == Format.JSON) {
            out.println(object);
        } else {
            Lines.print(out, object, 0);
        }
    }

    private static void buckets(JsonObject answer, Format wanted, PrintStream out) {
        var sums = new CostSums("bucket", _ -> "");
        answer.array("buckets").objects().forEach(it -> sums.add(it.text("bucket"), it.text("amount")));
        sums.print(out, wanted);
    }

    private void lines(SoukApi api, Format wanted, PrintStream out) {
        var writer = new CostWriter(wanted, out);
        writer.begin();
        each(api, writer::add);
        writer.end();
    }

    /// Page by page, so that memory does not grow with the report.
    private void each(SoukApi api, Consumer<CostLine> line) {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            var page = api.get("/v1/costs?after=" + Uris.encoded(after.get()) + "&" + period());
            page.array("lines").objects().map(CostLine::from).forEach(line);
            after = page.optionalText("next");
        }
    }

    private String period() {
        return since.map(day -> "since=" + Uris.encoded(day) + "&").orElse("")
                + until.map(day -> "until=" + Uris.encoded(day)).orElse("");
    }

    private static Function<CostLine, String> key(String name) {
        return switch (name) {
            case "lease" -> CostLine::lease;
            case "service" -> CostLine::service;
            case "provider" -> CostLine::provider;
            case "region" -> CostLine::region;
            default -> line -> line.from().toString().substring(0, "2026-11-25".length());
        };
    }

    private static void toFile(Path file, Consumer<PrintStream> writer) throws IOException {
        var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
        if (!Files.isDirectory(folder)) {
            throw new SoukException(ErrorCode.NOT_FOUND, "there is no folder " + folder);
        }
        var part = Files.createTempFile(folder, ".cost", ".part");
        try {
            try (var out = new PrintStream(Files.newOutputStream(part), false, UTF_8)) {
                writer.accept(out);
                failOnError(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Print streams keep quiet about a full disk or a reader that is gone.
    private static void failOnError(PrintStream out) {
        if (out.checkError()) {
            throw new SoukException(ErrorCode.DISK_FULL, "the report could not be written to its end");
        }
    }
}
