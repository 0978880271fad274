package souk.net;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/// What a process measures of itself, in Prometheus' text format. Many nodes in one process share one: asking twice
/// for a name gives the same metric. Safe for use by several threads.
public final class Metrics {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
    private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();

    /// Adds to a number that only grows.
    @FunctionalInterface
    public interface Count {
        /// @param labels values, in the order of the names
        void add(double amount, String... labels);
    }

    /// Sets a number that rises and falls.
    @FunctionalInterface
    public interface Level {
        /// @param labels values, in the order of the names
        void set(double value, String... labels);
    }

    /// Records how long something took.
    @FunctionalInterface
    public interface Timer {
        /// @param labels values, in the order of the names
        void record(Duration time, String... labels);
    }

    /// @param name snake case, ending in its unit, such as `souk_stored_bytes`; `_total` is added
    public Count counter(String name, String help, String... labelNames) {
        var counter = counters.computeIfAbsent(
                name,
                key -> Counter.builder()
                        .name(key)
                        .help(help)
                        .labelNames(labelNames)
                        .register(registry));
        return (amount, labels) -> counter.labelValues(labels).inc(amount);
    }

    /// @param name snake case, ending in its unit
    public Level gauge(String name, String help, String... labelNames) {
        var gauge = gauges.computeIfAbsent(
                name,
                key -> Gauge.builder()
                        .name(key)
                        .help(help)
                        .labelNames(labelNames)
                        .register(registry));
        return (value, labels) -> gauge.labelValues(labels).set(value);
    }

    /// A number that is asked for when it is read. To be given once a name.
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /// @param name snake case, ending in `_seconds`
    public Timer timer(String name, String help, String... labelNames) {
        var histogram = histograms.computeIfAbsent(
                name,
                key -> Histogram.builder()
                        .name(key)
                        .help(help)
                        .labelNames(labelNames)
                        .classicOnly()
                        .register(registry));
        return (time, labels) -> histogram.labelValues(labels).observe(time.toNanos() / 1e9);
    }

    /// Memory, threads and processor time of this process.
    public void watchProcess() {
        var threads = ManagementFactory.getThreadMXBean();
        var memory = ManagementFactory.getMemoryMXBean();
        gauge(
                "process_heap_used_bytes",
                "Java heap in use.",
                () -> memory.getHeapMemoryUsage().getUsed());
        gauge("process_platform_threads", "Platform threads.", threads::getThreadCount);
        gauge(
                "process_uptime_seconds",
                "Time since the start.",
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    }

    /// All metrics as text.
    public byte[] text() {
        var out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// `GET /metrics`, for a server that only the operator reaches.
    public Route route() {
        return Route.get("/metrics", request -> new Response(200, Map.of(), new Body.Bytes(text(), TEXT)));
    }
}
