package souk.gateway.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.core.workload.WorkloadSpec;
import souk.gateway.store.TenantId;
import souk.sdk.compose.ComposeFile;
import souk.sql.Sqlite;

final class WorkloadsTest {
    private static final TenantId OWNER = new TenantId("owner");
    private static final TenantId OTHER = new TenantId("other");
    private static final byte[] MODULE = {0, 'a', 's', 'm'};
    private static final Digest DIGEST = Digest.of(Sha256.hash(MODULE));
    private static final String COMPOSE = """
            services:
              count:
                volumes: ["texts:/in:ro", "counts:/out"]
                x-souk: {module: count.wasm, timeout: 5s}
            volumes:
              texts: {x-souk: {bucket: texts, prefix: some}}
              counts: {x-souk: {bucket: counts}}
            """;

    private static final JobRequest JOB = JobRequest.of(COMPOSE, DIGEST);

    @TempDir
    private Path folder = Path.of("");

    private final FakeMarket market = new FakeMarket();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void handOver() {
        modules().put(OWNER, DIGEST, new ByteArrayInputStream(MODULE));
    }

    @AfterEach
    void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void runsAJobToItsEndAndPaysForIt() throws InterruptedException {
        market.say("SUCCEEDED", 500_000);

        var begun = workloads().run(OWNER, JOB);

        assertEquals(BigInteger.valueOf(500), market.paid.poll(10, TimeUnit.SECONDS));
        assertEquals(1, begun.spec().inputs().size());
        assertTrue(begun.spec()
                .inputs()
                .getFirst()
                .objects()
                .getFirst()
                .url()
                .endsWith("/objects/0/a%20b.txt?token=" + begun.token()));
        assertEquals("some/", begun.sources().getFirst().prefix());
    }

    @Test
    void neverPaysForMoreThanTheLimits() throws InterruptedException {
        market.say("SUCCEEDED", Long.MAX_VALUE);

        workloads().run(OWNER, JOB);

        assertEquals(BigInteger.valueOf(605), market.paid.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void triesTheNextProviderWhenOneRefuses() {
        market.refusals = 1;

        var placed = workloads().run(OWNER, JOB);

        assertEquals(FakeMarket.account(2), placed.place().orElseThrow().provider());
    }

    @Test
    void forgetsAJobThatNobodyTakes() {
        market.refusals = 3;
        var workloads = workloads();

        var refused = assertThrows(SoukException.class, () -> workloads.run(OWNER, JOB));

        assertEquals(ErrorCode.NO_CAPACITY, refused.code());
        assertTrue(workloads.of(OWNER).isEmpty());
    }

    @Test
    void hidesTheJobsOfOthers() {
        var workloads = workloads();
        var mine = workloads.run(OWNER, JOB);

        var hidden = assertThrows(SoukException.class, () -> workloads.get(OTHER, mine.id()));

        assertEquals(ErrorCode.NOT_FOUND, hidden.code());
        assertTrue(workloads.of(OTHER).isEmpty());
    }

    @Test
    void opensTransfersWithTheTokenOnly() {
        var workloads = workloads();
        var mine = workloads.run(OWNER, JOB);

        assertEquals(mine.id(), workloads.authorized(mine.id(), mine.token()).id());
        assertThrows(SoukException.class, () -> workloads.authorized(mine.id(), "guess"));
    }

    @Test
    void goesOnAfterARestart() throws InterruptedException {
        var first = workloads();
        first.run(OWNER, JOB);
        first.close();
        market.say("FAILED", 0);

        workloads().resume();

        assertEquals(BigInteger.ZERO, market.paid.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void findsHowTheJobOfALeaseWasPaid() {
        var schema = List.of(WorkloadStore.SCHEMA, WorkloadStore.BY_LEASE);
        try (var database = Sqlite.open(folder.resolve("settled.db"), schema)) {
            var store = new WorkloadStore(database);
            var job = workloads().run(OWNER, JOB);
            var settlement = new Settlement(BigInteger.TEN, List.of(BigInteger.TWO), Optional.empty());
            store.put(job.settled(settlement));

            assertEquals(
                    Optional.of(settlement),
                    store.settlement(job.place().orElseThrow().lease()));
            assertEquals(Optional.empty(), store.settlement(new LeaseId("0x" + "ff".repeat(32))));
        }
    }

    private Modules modules() {
        return new Modules(folder.resolve("modules"));
    }

    private Workloads workloads() {
        var database = Sqlite.open(folder.resolve("work.db"), List.of(WorkloadStore.SCHEMA));
        open.add(database);
        var workloads = new Workloads(
                new WorkloadStore(database),
                modules(),
                (_, volume) -> volume.readOnly() ? List.of(new Workloads.Input("a b.txt", 3)) : List.of(),
                _ -> market,
                URI.create("http://127.0.0.1:7402"),
                InstantSource.system(),
                new SecureRandom());
        open.add(workloads);
        return workloads;
    }

    /// Providers that run nothing and say what they are told to.
    private static final class FakeMarket implements ComputeMarket {
        private final BlockingQueue<BigInteger> paid = new ArrayBlockingQueue<>(10);
        private volatile JsonObject said = status("RUNNING", 0);
        private int refusals;
        private int opened;

        void say(String state, long cpuMillis) {
            said = status(state, cpuMillis);
        }

        @Override
        public Place open(
                ComposeFile.Service job,
                WorkloadSpec spec,
                Optional<ServiceTerms> service,
                Choice choice,
                Consumer<Place> before) {
            opened++;
            var place = new Place(
                    new LeaseId("0x" + "%064x".formatted(opened)),
                    account(opened),
                    "eu-west-1",
                    new UnitPrices(List.of(UnitPrices.SCALE.divide(BigInteger.valueOf(1_000)))),
                    BigInteger.valueOf(1_000_000),
                    java.time.Instant.now());
            before.accept(place);
            return place;
        }

        @Override
        public Optional<JsonObject> whyNot(ComposeFile.Service job, WorkloadSpec spec, Optional<ServiceTerms> service) {
            return Optional.empty();
        }

        @Override
        public boolean missedStart(Place place) {
            return false;
        }

        @Override
        public void failed(Place place) {
            throw new AssertionError("no job is lost here");
        }

        @Override
        public JsonObject start(Place place, WorkloadSpec spec) {
            if (refusals-- > 0) {
                throw new SoukException(ErrorCode.NO_CAPACITY, "full");
            }
            return said;
        }

        @Override
        public JsonObject state(Place place) {
            return said;
        }

        @Override
        public JsonObject stop(Place place) {
            say("STOPPED", 0);
            return said;
        }

        @Override
        public String logs(Place place) {
            return "hello\n";
        }

        @Override
        public BigInteger settle(Place place, BigInteger cumulative, CloseReason reason) {
            paid.add(cumulative);
            return cumulative;
        }

        @Override
        public JsonObject verified(Place place, JsonObject result) {
            return result;
        }

        static Address account(int number) {
            return new Address("0x" + "%040x".formatted(number));
        }

        private static JsonObject status(String state, long cpuMillis) {
            return Json.object()
                    .put(
                            "status",
                            Json.object()
                                    .put("state", state)
                                    .amounts("readings", List.of(BigInteger.valueOf(cpuMillis)))
                                    .build())
                    .build();
        }
    }
}
