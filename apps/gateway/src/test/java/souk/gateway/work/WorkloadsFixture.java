package souk.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import souk.core.hash.Sha256;
import souk.core.value.Digest;
import souk.gateway.store.TenantId;
import souk.sdk.market.Terms.Urgency;
import souk.sql.Sqlite;

/// A tenant's workloads on a market that does as it is told, with a clock that does not advance by itself.
final class WorkloadsFixture implements AutoCloseable {
    static final TenantId OWNER = new TenantId("owner");
    private static final byte[] MODULE = {0, 'a', 's', 'm'};
    private static final Digest DIGEST = Digest.of(Sha256.hash(MODULE));
    private static final URI API = URI.create("http://127.0.0.1:7402");
    private static final String COMPOSE = "services: {count: {x-souk: {module: count.wasm, timeout: 5s}}}";
    /// Far longer than anything here takes; a test that waits for it fails.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
    final FakeComputeMarket market = new FakeComputeMarket(now::get);
    private final Path folder;
    private final WorkloadStore store;
    private final List<AutoCloseable> open = new ArrayList<>();

    WorkloadsFixture(Path folder) {
        this.folder = folder;
        var database = Sqlite.open(folder.resolve("work.db"), List.of(WorkloadStore.SCHEMA));
        open.add(database);
        this.store = new WorkloadStore(database);
        modules().put(OWNER, DIGEST, new ByteArrayInputStream(MODULE));
    }

    static JobRequest job(Optional<Duration> queueTimeout, int... fallbacks) {
        return new JobRequest(
                COMPOSE,
                DIGEST,
                "",
                OptionalInt.empty(),
                Optional.empty(),
                queueTimeout,
                IntStream.of(fallbacks).mapToObj(FakeComputeMarket::account).toList());
    }

    /// What a gateway makes of the folder when it starts.
    Workloads start() {
        var workloads =
                new Workloads(store, modules(), (_, _) -> List.of(), _ -> market, API, now::get, new SecureRandom());
        open.add(workloads);
        workloads.resume();
        return workloads;
    }

    /// One that is asked step by step.
    Follower follower() {
        return new Follower(new Follower.Desk(
                store,
                _ -> market,
                placer(),
                _ -> false,
                (_, why) -> {
                    throw why;
                },
                now::get));
    }

    /// A workload at its first provider, followed by nobody yet.
    Workload place(JobRequest request) {
        var specs = new JobSpecs(modules(), (_, _) -> List.of(), API, now::get, new SecureRandom());
        return placer().place(specs.create(OWNER, request), Urgency.PROMPT, _ -> true);
    }

    private Placer placer() {
        return new Placer(store, _ -> market, () -> "another-token");
    }

    void pass(Duration time) {
        now.updateAndGet(it -> it.plus(time));
    }

    Workload await(Workloads workloads, String id, Predicate<Workload> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var workload = workloads.get(OWNER, id);
        while (!wanted.test(workload) && System.nanoTime() < end) {
            Thread.sleep(20);
            workload = workloads.get(OWNER, id);
        }
        assertThat(workload).matches(wanted);
        return workload;
    }

    static boolean isAt(Workload workload, int provider) {
        return workload.place()
                .filter(place -> place.provider().equals(FakeComputeMarket.account(provider)))
                .isPresent();
    }

    private Modules modules() {
        return new Modules(folder.resolve("modules"));
    }

    @Override
    public void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }
}
