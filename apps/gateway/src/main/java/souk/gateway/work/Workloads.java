package souk.gateway.work;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.gateway.store.TenantId;
import souk.sdk.compose.ComposeFile;
import souk.sdk.market.Terms.Urgency;

/// Runs the jobs of Compose files: finds each a provider, hands it over, follows it to its end and pays for it.
///
/// A workload is stored before anything is done for it, and one virtual thread follows each that has a provider;
/// those without one are tried again in turn while they may wait. After a restart all go on.
public final class Workloads implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    /// How long a stop waits for the end of the job.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    /// How long a close waits for steps under way.
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(Workloads.class.getName());

    private final WorkloadStore store;
    private final JobSpecs specs;
    private final Function<TenantId, ComputeMarket> markets;
    private final Placer placer;
    private final WaitingRoom room;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Set<Thread> followers = ConcurrentHashMap.newKeySet();
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();

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
        this.specs = new JobSpecs(modules, inputs, api, clock, random);
        this.markets = markets;
        this.placer = new Placer(store, markets, specs::token);
        this.room = new WaitingRoom(this::tryAgain, clock);
        this.clock = clock;
        room.open();
    }

    /// Goes on with what was under way when the gateway stopped.
    public void resume() {
        for (var workload : store.active()) {
            workload.search()
                    .flatMap(Search::waiting)
                    .ifPresentOrElse(
                            waiting -> room.join(workload.id(), workload.tenant(), waiting), () -> follow(workload));
        }
    }

    /// Runs a job; returns once a provider has it, or when it waits for one.
    ///
    /// @throws SoukException `BAD_COMPOSE`, `BAD_REQUEST` for what is no CEL, `NOT_FOUND` for module or
    ///     bucket, `INSUFFICIENT_FUNDS`; `OVERLOADED` when too many jobs wait; and where the job may not wait
    ///     `NO_OFFER`, `NO_CAPACITY` or the last provider's code
    public Workload run(TenantId tenant, JobRequest request) {
        var workload = specs.create(tenant, request);
        store.put(workload);
        try {
            var begun = begin(workload);
            if (begun.place().isPresent()) {
                follow(begun);
            }
            return begun;
        } catch (SoukException e) {
            store.remove(workload.id());
            throw e;
        }
    }

    private Workload begin(Workload workload) {
        try {
            return placer.place(workload, Urgency.PROMPT, id -> !unwanted.contains(id));
        } catch (SoukException e) {
            if (workload.sought().request().queueTimeout().isEmpty() || !Placer.isWorthAnother(e.code())) {
                throw e;
            }
            return queue(workload, e);
        }
    }

    /// How many wait for a provider.
    public int queued() {
        return room.waiting();
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
        if (workload.state().ended()) {
            return workload;
        }
        unwanted.add(id);
        room.hurry(id);
        if (workload.place().isPresent()) {
            markets.apply(tenant).stop(workload.place().get());
        }
        awaitEnd(workload);
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
        room.close();
        Threads.join(followers, CLOSE_LIMIT);
    }

    /// A prefix that names a folder.
    public static String folder(String prefix) {
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    // ---- waiting

    /// Has a workload wait for a provider.
    private Workload queue(Workload begun, SoukException why) {
        var workload = current(begun);
        var now = clock.instant();
        var limit = workload.sought().request().queueTimeout().orElseThrow();
        var waiting =
                new Waiting(now, now.plus(limit), why.code(), String.valueOf(why.getMessage()), whyNot(workload, why));
        var queued = workload.waiting(waiting);
        room.join(workload.id(), workload.tenant(), waiting);
        store.put(queued);
        return queued;
    }

    /// Only the relay knows what failed for how many; a relay that is away is no reason to fail.
    private Optional<JsonObject> whyNot(Workload workload, SoukException why) {
        if (why.code() != ErrorCode.NO_OFFER) {
            return Optional.empty();
        }
        try {
            var request = workload.sought().request();
            var market = markets.apply(workload.tenant());
            return market.whyNot(request.file().service(), workload.spec(), request.service());
        } catch (SoukException e) {
            return Optional.empty();
        }
    }

    /// @return whether the job need not wait any longer
    private boolean tryAgain(String id) {
        var found = store.find(id).filter(it -> it.state() == Workload.State.QUEUED);
        if (found.isEmpty()) {
            return true;
        }
        var workload = found.get();
        if (unwanted.contains(id)) {
            return ended(workload.to(Workload.State.STOPPED, "stopped while it waited for a provider"));
        }
        try {
            follow(placer.place(workload, Urgency.PATIENT, it -> !unwanted.contains(it)));
            return true;
        } catch (SoukException e) {
            return stillWaits(workload, e);
        }
    }

    private boolean stillWaits(Workload workload, SoukException why) {
        var waiting = workload.sought().waiting().orElseThrow();
        if (unwanted.contains(workload.id())) {
            return ended(workload.to(Workload.State.STOPPED, "stopped while it waited for a provider"));
        }
        if (!Placer.isWorthAnother(why.code())) {
            return ended(workload.to(Workload.State.FAILED, String.valueOf(why.getMessage())));
        }
        if (!clock.instant().isBefore(waiting.until())) {
            var limit = workload.sought().request().queueTimeout().orElseThrow();
            return ended(workload.to(
                    Workload.State.FAILED,
                    "no provider within " + limit.toSeconds() + " s; the last reason, " + why.code() + ": "
                            + why.getMessage()));
        }
        var now = current(workload);
        var told = now.waiting(waiting.refused(why, whyNot(workload, why)));
        if (!told.equals(now)) {
            store.put(told);
        }
        return false;
    }

    /// With the token of now: providers that were asked in vain had others.
    private Workload current(Workload workload) {
        return store.find(workload.id()).orElse(workload);
    }

    private boolean ended(Workload workload) {
        store.put(workload);
        log(workload);
        unwanted.remove(workload.id());
        return true;
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
        var follower = new Follower(new Follower.Desk(store, markets, placer, unwanted::contains, this::queue, clock));
        var workload = begun;
        while (!workload.state().ended()) {
            var next = follower.step(workload);
            if (next.state() == Workload.State.QUEUED) {
                return;
            }
            if (!next.equals(workload)) {
                store.put(next);
                workload = next;
            }
            if (!workload.state().ended() && stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        log(workload);
        unwanted.remove(workload.id());
    }

    private static void log(Workload workload) {
        LOG.log(
                System.Logger.Level.INFO,
                "workload.ended workload={0} state={1} reason={2}",
                workload.id(),
                workload.state(),
                workload.reason());
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
}
