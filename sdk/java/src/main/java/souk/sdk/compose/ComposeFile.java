package souk.sdk.compose;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.sdk.market.Deviation;
import souk.sdk.yaml.YamlReader;

/// What Souk runs of a Compose file: one service that is a WASI job. Everything else in the Compose Specification is
/// refused with its line and column, never ignored.
///
/// @param name of the project, or of the service when the file names none
/// @param service the job
public record ComposeFile(String name, Service service) {
    /// A Compose file is a page of text; more is a mistake or an attack.
    public static final int MAX_BYTES = 256 * 1024;

    private static final long DEFAULT_MEMORY = 64L << 20;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    private static final long DEFAULT_INSTRUCTIONS = 100_000_000_000L;
    private static final long DEFAULT_OUTPUT = 64L << 20;
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /// A job.
    ///
    /// @param module path of the WebAssembly module, relative to the file
    /// @param cpuMillis processor share in thousandths of a core
    /// @param memoryBytes most memory
    /// @param instructions most WebAssembly instructions
    /// @param outputBytes most bytes in all writable volumes together
    /// @param ceiling most money an hour, in millionths of the asset; empty for none
    /// @param regions where it may run; empty for anywhere
    /// @param where what else is asked of the offer, in CEL; empty for nothing
    /// @param maxDeviation how far above the base price of its region a core may cost, in hundredths of a
    ///     percent; empty to be bound by the ceiling alone
    /// @param queueTimeout how long it may wait for a provider; empty to be refused when there is none
    /// @param fallbacks providers to turn to when the first fails, by name or account, in this order
    public record Service(
            String name,
            String module,
            List<String> command,
            Map<String, String> environment,
            List<Volume> volumes,
            int cpuMillis,
            long memoryBytes,
            Duration timeout,
            long instructions,
            long outputBytes,
            Optional<BigInteger> ceiling,
            List<String> regions,
            String where,
            OptionalInt maxDeviation,
            Optional<Duration> queueTimeout,
            List<String> fallbacks) {
        public Service {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            volumes = List.copyOf(volumes);
            regions = List.copyOf(regions);
            fallbacks = List.copyOf(fallbacks);
        }

        private Service with(String newWhere, OptionalInt newDeviation) {
            return new Service(
                    name,
                    module,
                    command,
                    environment,
                    volumes,
                    cpuMillis,
                    memoryBytes,
                    timeout,
                    instructions,
                    outputBytes,
                    ceiling,
                    regions,
                    newWhere,
                    newDeviation,
                    queueTimeout,
                    fallbacks);
        }
    }

    /// A bucket, or the part of it below a prefix, as a directory of the job.
    public record Volume(String bucket, String prefix, String target, boolean readOnly) {}

    /// Reads a Compose file.
    ///
    /// @throws SoukException `BAD_COMPOSE` with line and column
    public static ComposeFile parse(String text) {
        var file = YamlReader.read(text, MAX_BYTES, "Compose file", ErrorCode.BAD_COMPOSE);
        file.allow("name", "version", "services", "volumes");
        var services = file.member("services").orElseThrow(() -> file.bad("'services' is missing"));
        var names = services.names();
        if (names.size() != 1) {
            throw services.bad("one service a file can run for now, here are " + names.size());
        }
        var buckets = buckets(file);
        var service =
                service(names.getFirst(), services.member(names.getFirst()).orElseThrow(), buckets);
        return new ComposeFile(file.member("name").map(YamlReader::text).orElse(service.name()), service);
    }

    /// As it is, and this CEL text must hold of the offer too; a blank one changes nothing.
    public ComposeFile asking(String text) {
        var where = service.where();
        var both = where.isBlank() || text.isBlank() ? where + text : "(" + where + ") && (" + text + ")";
        return new ComposeFile(name, service.with(both, service.maxDeviation()));
    }

    /// As it is, with another deviation from the base price if there is one.
    public ComposeFile within(OptionalInt maxDeviation) {
        return maxDeviation.isEmpty() ? this : new ComposeFile(name, service.with(service.where(), maxDeviation));
    }

    private static Service service(String name, YamlReader yaml, Map<String, Bucket> buckets) {
        yaml.allow("platform", "command", "environment", "volumes", "deploy", "x-souk");
        yaml.member("platform")
                .filter(platform -> !platform.text().equals("wasi/wasm"))
                .ifPresent(platform -> {
                    throw platform.bad("only wasi/wasm runs here yet, not " + platform.text());
                });
        var souk = yaml.member("x-souk").orElseThrow(() -> yaml.bad("'x-souk' with the module to run is missing"));
        souk.allow(
                "runtime",
                "module",
                "price-ceiling",
                "timeout",
                "instructions",
                "output",
                "regions",
                "where",
                "max-deviation",
                "queue-timeout",
                "fallbacks");
        souk.member("runtime").filter(runtime -> !runtime.text().equals("wasm")).ifPresent(runtime -> {
            throw runtime.bad("the only runtime yet is wasm");
        });
        var limits = yaml.member("deploy").flatMap(ComposeFile::limits);
        return new Service(
                name,
                souk.member("module")
                        .orElseThrow(() -> souk.bad("'module' is missing"))
                        .text(),
                yaml.member("command").map(YamlReader::words).orElse(List.of()),
                environment(yaml.member("environment")),
                yaml.member("volumes").map(volumes -> volumes(volumes, buckets)).orElse(List.of()),
                limits.flatMap(it -> it.member("cpus"))
                        .map(ComposeFile::cpuMillis)
                        .orElse(1_000),
                limits.flatMap(it -> it.member("memory"))
                        .map(ComposeFile::bytes)
                        .orElse(DEFAULT_MEMORY),
                souk.member("timeout").map(ComposeFile::duration).orElse(DEFAULT_TIMEOUT),
                souk.member("instructions").map(YamlReader::integer).orElse(DEFAULT_INSTRUCTIONS),
                souk.member("output").map(ComposeFile::bytes).orElse(DEFAULT_OUTPUT),
                souk.member("price-ceiling").map(ComposeFile::ceiling),
                souk.member("regions").map(YamlReader::words).orElse(List.of()),
                souk.member("where").map(YamlReader::text).orElse(""),
                souk.member("max-deviation").map(ComposeFile::deviation).orElse(OptionalInt.empty()),
                souk.member("queue-timeout").map(ComposeFile::duration),
                souk.member("fallbacks").map(YamlReader::words).orElse(List.of()));
    }

    private record Bucket(String name, String prefix) {}

    private static Map<String, Bucket> buckets(YamlReader file) {
        var buckets = new LinkedHashMap<String, Bucket>();
        file.member("volumes")
                .ifPresent(volumes -> volumes.names().forEach(name -> {
                    var volume = volumes.member(name)
                            .orElseThrow(() -> volumes.bad("volume '" + name + "' needs x-souk.bucket"));
                    volume.allow("x-souk");
                    var souk = volume.member("x-souk")
                            .orElseThrow(() -> volume.bad("volume '" + name + "' needs x-souk.bucket"));
                    souk.allow("bucket", "prefix");
                    buckets.put(
                            name,
                            new Bucket(
                                    souk.member("bucket").map(YamlReader::text).orElse(name),
                                    souk.member("prefix").map(YamlReader::text).orElse("")));
                }));
        return buckets;
    }

    private static Optional<YamlReader> limits(YamlReader deploy) {
        deploy.allow("resources");
        return deploy.member("resources").flatMap(resources -> {
            resources.allow("limits");
            var limits = resources.member("limits");
            limits.ifPresent(it -> it.allow("cpus", "memory"));
            return limits;
        });
    }

    private static List<Volume> volumes(YamlReader yaml, Map<String, Bucket> buckets) {
        return yaml.elements().stream().map(element -> volume(element, buckets)).toList();
    }

    /// The short form, `NAME:/target[:ro]`.
    private static Volume volume(YamlReader yaml, Map<String, Bucket> buckets) {
        var parts = yaml.text().split(":", -1);
        boolean modeKnown = parts.length == 2 || parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
        if (!modeKnown || !parts[1].startsWith("/")) {
            throw yaml.bad("a volume is NAME:/target or NAME:/target:ro");
        }
        var bucket = Optional.ofNullable(buckets.get(parts[0]))
                .orElseThrow(() -> yaml.bad("volume '" + parts[0] + "' is not declared under the top-level 'volumes'"));
        return new Volume(bucket.name(), bucket.prefix(), parts[1], parts.length == 3 && parts[2].equals("ro"));
    }

    private static Map<String, String> environment(Optional<YamlReader> yaml) {
        var result = new TreeMap<String, String>();
        yaml.ifPresent(environment -> {
            if (environment.isMapping()) {
                environment
                        .names()
                        .forEach(name -> result.put(
                                name,
                                environment.member(name).map(YamlReader::scalar).orElse("")));
            } else {
                environment.elements().forEach(element -> {
                    var pair = element.text().split("=", 2);
                    result.put(pair[0], pair.length == 2 ? pair[1] : "");
                });
            }
        });
        return result;
    }

    private static int cpuMillis(YamlReader yaml) {
        try {
            int millis = new BigDecimal(yaml.scalar()).movePointRight(3).intValueExact();
            if (millis >= 1 && millis <= 64_000) {
                return millis;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw yaml.bad("cpus must be a number such as \"0.5\", with three decimals at most");
        }
        throw yaml.bad("cpus must be from 0.001 to 64");
    }

    /// `64M`, `1GiB`, `512k`, or bytes.
    private static long bytes(YamlReader yaml) {
        var text = yaml.scalar().toLowerCase(java.util.Locale.ROOT).replaceFirst("i?b$", "");
        int shift = text.isEmpty()
                ? 0
                : switch (text.charAt(text.length() - 1)) {
                    case 'k' -> 10;
                    case 'm' -> 20;
                    case 'g' -> 30;
                    default -> 0;
                };
        var digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        if (!digits.matches("[0-9]{1,9}")) {
            throw yaml.bad("a size is a number of bytes, or one with k, M or G behind it");
        }
        return Long.parseLong(digits) << shift;
    }

    /// `90s`, `5m`, `1h30m`.
    private static Duration duration(YamlReader yaml) {
        try {
            var value = Duration.parse("PT" + yaml.scalar());
            if (value.compareTo(Duration.ofSeconds(1)) >= 0 && value.compareTo(MAX_TIMEOUT) <= 0) {
                return value;
            }
        } catch (java.time.format.DateTimeParseException e) {
            throw yaml.bad("a duration is written like 90s, 5m or 1h30m");
        }
        throw yaml.bad("a time limit must be from 1s to " + MAX_TIMEOUT.toHours() + "h");
    }

    /// `10%`.
    private static OptionalInt deviation(YamlReader yaml) {
        try {
            return OptionalInt.of(Deviation.parse(yaml.scalar()));
        } catch (SoukException e) {
            throw yaml.bad(String.valueOf(e.getMessage()));
        }
    }

    /// `0.05 sUSD/h`, in millionths; more decimals are refused rather than rounded.
    private static BigInteger ceiling(YamlReader yaml) {
        var text = yaml.scalar();
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,6})? sUSD/h")) {
            throw yaml.bad("a price ceiling is written like \"0.05 sUSD/h\", with six decimals at most");
        }
        var amount = new BigDecimal(text.substring(0, text.indexOf(' ')));
        return amount.multiply(MILLION).setScale(0, RoundingMode.UNNECESSARY).toBigIntegerExact();
    }
}
