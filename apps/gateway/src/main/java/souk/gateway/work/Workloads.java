package souk.gateway.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.workload.InputMount;
import souk.core.workload.InputObject;
import souk.core.workload.ModuleSource;
import souk.core.workload.OutputMount;
import souk.core.workload.WorkloadLimits;
import souk.core.workload.WorkloadSpec;
import souk.gateway.store.TenantId;
import souk.sdk.compose.ComposeFile;

/// Runs the jobs of Compose files: finds each a provider, hands it over, follows it to its end and pays for it.
///
/// A workload is stored before anything is done for it, and one virtual thread follows each that has not ended;
/// after a
/// restart they go on.
public final class Workloads implements AutoCloseable {
    /// Providers tried one after the other when the chosen one does not take the job.
    private static final int ATTEMPTS = 3;
    private static final Duration POLL = Duration.ofMillis(500);
    /// A provider that cannot be asked for so long after the job should have ended has lost it.
    private static final Duration LOST_AFTER = Duration.ofMinutes(5);
    /// How long a stop waits for the end of the job.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    /// Logs are kept up to this many letters.
    private static final int MAX_LOG = 1 << 20;

    /// How long a close waits for steps under way.
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final int TOKEN_BYTES = 32;
    private static final int ID_LETTERS = 16;
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final System.Logger LOG = System.getLogger(Workloads.class.getName());

    private final WorkloadStore store;
    private final Modules modules;
    private final Inputs inputs;
    private final Function<TenantId, ComputeMarket> markets;
    private final URI api;
    private final InstantSource clock;
    private final SecureRandom random;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Set<Thread> followers = ConcurrentHashMap.newKeySet();

    /// A file of an input directory.
    public record Input(String name, long size) {}

    /// The tenants' buckets.
    @FunctionalInterface
    public interface Inputs {
        /// What a volume's directory holds at the start.
        ///
        /// @throws SoukException `NOT_FOUND` for a bucket that is not the tenant's, `TOO_LARGE`
        List<Input> list(TenantId tenant, ComposeFile.Volume volume);
    }

    /// @param api address of this gateway's REST door, as providers reach it
    public Workloads(
            WorkloadStore store,
            Modules modules,
            Inputs inputs,
            Function<TenantId, ComputeMarket> markets,
            URI api,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.modules = modules;
        this.inputs = inputs;
        this.markets = markets;
        this.api = api;
        this.clock = clock;
        this.random = random;
    }

    /// Goes on with what was under way when the gateway stopped.
    public void resume() {
        store.active().forEach(this::follow);
    }

    /// Runs the job of a Compose file; returns once a provider has it.
    ///
    /// @param module SHA-256 of a module handed over before
    /// @param wishes beyond what the file says
    /// @throws SoukException `BAD_COMPOSE`, `BAD_REQUEST` for what is no CEL, `NOT_FOUND` for module or
    ///     bucket, `NO_OFFER`, `NO_CAPACITY`, `INSUFFICIENT_FUNDS` or the last provider's code
    public Workload run(TenantId tenant, String compose, Digest module, Wishes wishes) {
        var file = ComposeFile.parse(compose).asking(wishes.where()).within(wishes.maxDeviation());
        var workload = create(tenant, file, module);
        store.put(workload);
        try {
            var placed = place(workload, file.service(), wishes.service());
            follow(placed);
            return placed;
        } catch (SoukException e) {
            store.remove(workload.id());
            throw e;
        }
    }

    /// A tenant's workloads, newest first.
    public List<Workload> of(TenantId tenant) {
        return store.of(tenant);
    }

    /// @throws SoukException `NOT_FOUND`, also for one of another tenant
    public Workload get(TenantId tenant, String id) {
        return store.find(id)
                .filter(workload -> workload.tenant().equals(tenant))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "you have no workload " + id));
    }

    /// Stops a job and waits a while for its end. One that has ended stays as it is.
    public Workload stop(TenantId tenant, String id) {
        var workload = get(tenant, id);
        if (!workload.state().ended() && workload.place().isPresent()) {
            markets.apply(tenant).stop(workload.place().get());
            awaitEnd(workload);
        }
        return get(tenant, id);
    }

    /// What the job wrote so far.
    public String logs(TenantId tenant, String id) {
        var workload = get(tenant, id);
        return store.log(id)
                .or(() ->
                        workload.place().filter(_ -> !workload.state().ended()).map(markets.apply(tenant)::logs))
                .orElse("");
    }

    /// The workload that a token opens.
    ///
    /// @throws SoukException `NOT_FOUND`, `UNAUTHENTICATED` for a wrong token
    Workload authorized(String id, String token) {
        var workload =
                store.find(id).orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "there is no workload " + id));
        boolean right = java.security.MessageDigest.isEqual(
                workload.token().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        if (!right || workload.state().ended()) {
            throw new SoukException(ErrorCode.UNAUTHENTICATED, "this token does not open workload " + id);
        }
        return workload;
    }

    /// Stops following, once the steps under way are done; the jobs go on at their providers.
    @Override
    public void close() {
        stopping.countDown();
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            for (var follower : followers) {
                if (!follower.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    follower.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- beginning

    private Workload create(TenantId tenant, ComposeFile file, Digest module) {
        var program = modules.find(tenant, module)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.NOT_FOUND,
                        "hand over the module first: PUT /v1/modules/"
                                + module.hex().substring(2)));
        var service = file.service();
        var id = "w-" + letters();
        var token = token();
        var directories = new Directories(tenant, service, api + "/v1/transfers/" + id, token);
        var spec = new WorkloadSpec(
                service.name(),
                WorkloadSpec.WASM,
                new ModuleSource(module, size(program), directories.module()),
                service.command(),
                service.environment(),
                directories.inputs,
                directories.outputs,
                new WorkloadLimits(
                        service.memoryBytes(), service.timeout(), service.instructions(), service.outputBytes()));
        return new Workload(
                id,
                tenant,
                file.name(),
                clock.instant(),
                spec,
                token,
                service.cpuMillis(),
                directories.sources,
                Workload.State.PENDING,
                "",
                Optional.empty(),
                Optional.empty());
    }

    /// The volumes of a service, with the addresses from which their files come and to which they go.
    private final class Directories {
        private final String base;
        private final String token;
        private final List<Workload.Source> sources = new ArrayList<>();
        private final List<InputMount> inputs = new ArrayList<>();
        private final List<OutputMount> outputs = new ArrayList<>();

        Directories(TenantId tenant, ComposeFile.Service service, String base, String token) {
            this.base = base;
            this.token = token;
            service.volumes().forEach(volume -> add(volume, Workloads.this.inputs.list(tenant, volume)));
        }

        String module() {
            return base + "/module?token=" + token;
        }

        private void add(ComposeFile.Volume volume, List<Input> files) {
            var folder = base + "/objects/" + sources.size() + "/";
            sources.add(new Workload.Source(
                    volume.bucket(),
                    folder(volume.prefix()),
                    volume.readOnly(),
                    files.stream().map(Input::name).collect(Collectors.toSet())));
            if (!volume.readOnly()) {
                outputs.add(new OutputMount(volume.target(), Map.of(), folder + OutputMount.NAME + "?token=" + token));
                return;
            }
            var objects = files.stream()
                    .map(file -> new InputObject(
                            file.name(), folder + encoded(file.name()) + "?token=" + token, file.size(), Digest.ZERO))
                    .toList();
            inputs.add(new InputMount(volume.target(), objects));
        }
    }

    /// Percent-encoded; slashes stay.
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    /// A prefix that names a folder.
    public static String folder(String prefix) {
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private Workload place(Workload workload, ComposeFile.Service job, Optional<ServiceTerms> service) {
        var market = markets.apply(workload.tenant());
        List<Address> excluded = new ArrayList<>();
        while (true) {
            var place = market.open(
                    job, workload.spec(), service, List.copyOf(excluded), where -> store.put(workload.at(where)));
            var placed = workload.at(place);
            store.put(placed);
            try {
                market.start(place, workload.spec());
                return placed;
            } catch (SoukException e) {
                // Nothing ran: the lease times out and all of its deposit comes back.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "workload.refused workload={0} provider={1} code={2} reason={3}",
                        workload.id(),
                        place.provider(),
                        e.code(),
                        e.getMessage());
                excluded.add(place.provider());
                if (excluded.size() == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    // ---- following

    private void follow(Workload workload) {
        var thread = Thread.ofVirtual().name("workload-" + workload.id()).unstarted(() -> {
            try {
                watch(workload);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // The last line of defence; the next start goes on with it.
                LOG.log(System.Logger.Level.ERROR, "workload.fault workload=" + workload.id(), e);
            } finally {
                followers.remove(Thread.currentThread());
            }
        });
        followers.add(thread);
        thread.start();
    }

    private void watch(Workload begun) throws InterruptedException {
        var workload = begun;
        while (!workload.state().ended()) {
            var next = step(workload);
            if (!next.equals(workload)) {
                store.put(next);
                workload = next;
            }
            if (!workload.state().ended() && stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        LOG.log(
                System.Logger.Level.INFO,
                "workload.ended workload={0} state={1} reason={2}",
                workload.id(),
                workload.state(),
                workload.reason());
    }

    /// Asks once and does what follows.
    private Workload step(Workload workload) {
        if (workload.place().isEmpty()) {
            return workload.to(Workload.State.FAILED, "the gateway stopped before a lease was ordered: run it again");
        }
        var place = workload.place().get();
        var market = markets.apply(workload.tenant());
        try {
            var said = market.state(place);
            var status = said.object("status");
            var state = Workload.State.parse(status.text("state")).orElse(workload.state());
            return state.ended() ? end(workload, place, state, said) : workload.to(state, "");
        } catch (SoukException e) {
            return unanswered(workload, place, e);
        }
    }

    private Workload unanswered(Workload workload, Place place, SoukException why) {
        boolean unknown = why.code() == ErrorCode.NOT_FOUND;
        if (unknown && workload.state() == Workload.State.PENDING && !isLate(workload)) {
            // The gateway stopped between the lease and the hand-over.
            return handOver(workload, place);
        }
        if (!unknown && !isLate(workload)) {
            return workload;
        }
        var paid = settle(workload, place, List.of(), CloseReason.PROVIDER_LOST);
        return workload.to(Workload.State.FAILED, "the provider has lost it: " + why.getMessage())
                .settled(new Settlement(paid, List.of(), Optional.empty()));
    }

    private Workload handOver(Workload workload, Place place) {
        try {
            markets.apply(workload.tenant()).start(place, workload.spec());
            return workload;
        } catch (SoukException e) {
            return workload;
        }
    }

    private boolean isLate(Workload workload) {
        var limit = workload.spec().limits().timeout().plus(LOST_AFTER);
        return clock.instant().isAfter(workload.created().plus(limit));
    }

    // ---- ending

    private Workload end(Workload workload, Place place, Workload.State state, JsonObject said) {
        var market = markets.apply(workload.tenant());
        keepLog(workload, place);
        var status = said.object("status");
        var used = status.has("readings") ? status.amounts("readings") : List.<BigInteger>of();
        var readings = bounded(used, NetworkComputeMarket.most(workload.spec(), workload.cpuMillis()));
        Optional<JsonObject> result = Optional.empty();
        var finalState = state;
        var reason = Stream.of("failure", "message")
                .flatMap(name -> status.optionalText(name).stream())
                .collect(Collectors.joining(": "));
        if (said.has("result")) {
            try {
                market.verified(place, said.object("result"));
                result = Optional.of(said.object("result"));
            } catch (SoukException e) {
                finalState = Workload.State.FAILED;
                reason = "the provider's result is not to be trusted: " + e.getMessage();
                readings = List.of();
            }
        }
        var closing = finalState == Workload.State.STOPPED ? CloseReason.CONSUMER_CLOSED : CloseReason.COMPLETED;
        var paid = settle(workload, place, readings, closing);
        return workload.to(finalState, reason).settled(new Settlement(paid, readings, result));
    }

    private BigInteger settle(Workload workload, Place place, List<BigInteger> readings, CloseReason reason) {
        var charge = place.prices().charge(readings).min(place.deposit());
        try {
            return markets.apply(workload.tenant()).settle(place, charge, reason);
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "workload.unsettled workload={0} lease={1} code={2} reason={3}",
                    workload.id(),
                    place.lease(),
                    e.code(),
                    e.getMessage());
            return BigInteger.ZERO;
        }
    }

    private void keepLog(Workload workload, Place place) {
        try {
            var text = markets.apply(workload.tenant()).logs(place);
            store.keepLog(workload.id(), text.length() > MAX_LOG ? text.substring(text.length() - MAX_LOG) : text);
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "workload.no-log workload={0} code={1} reason={2}",
                    workload.id(),
                    e.code(),
                    e.getMessage());
        }
    }

    /// Nobody pays for more than the job was allowed to use.
    private static List<BigInteger> bounded(List<BigInteger> readings, List<BigInteger> most) {
        var bounded = new ArrayList<BigInteger>();
        for (int i = 0; i < Math.min(readings.size(), most.size()); i++) {
            bounded.add(readings.get(i).max(BigInteger.ZERO).min(most.get(i)));
        }
        return List.copyOf(bounded);
    }

    private void awaitEnd(Workload workload) {
        var until = System.nanoTime() + STOP_PATIENCE.toNanos();
        try {
            while (System.nanoTime() < until
                    && !get(workload.tenant(), workload.id()).state().ended()) {
                if (stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String letters() {
        var id = new StringBuilder();
        for (int i = 0; i < ID_LETTERS; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    private String token() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long size(java.nio.file.Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
