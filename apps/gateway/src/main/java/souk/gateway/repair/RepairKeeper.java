package souk.gateway.repair;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.gateway.market.LeaseCondition;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseWatch;
import souk.net.Metrics;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.Placements;
import souk.sdk.storage.StorageLease;

/// Keeps all segments: asks providers how they are, repairs segments in the order in which they are expected to be
/// lost,
/// and empties leases before they end.
///
/// Safe to stop anywhere: a shard counts where [Placements] has it, and what was sent and not noted is dropped by its
/// provider as temporary.
public final class RepairKeeper {
    /// Segments worked on in one round; the next round sees anew which are in the greatest danger.
    static final int BATCH = 256;
    /// Segments looked at in one query.
    private static final int PAGE = 500;
    /// Segments in work at once: memory and bandwidth bound the rest.
    private static final int CONCURRENT = 2;
    /// Providers asked at once.
    private static final int CALLS = 16;

    private static final System.Logger LOG = System.getLogger(RepairKeeper.class.getName());

    private final Map<Address, Owner> owners;
    private final Placements placements;
    private final LeaseIndex index;
    private final LeaseWatch watch;
    private final HealthCheck health;
    private final Repair repair;
    private final InstantSource clock;
    private final AtomicLong repaired = new AtomicLong();
    private final AtomicLong byOthers = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile RepairStatus status = RepairStatus.NONE;

    RepairKeeper(
            List<Owner> owners,
            Placements placements,
            LeaseIndex index,
            LeaseWatch watch,
            HealthCheck health,
            Repair repair,
            InstantSource clock) {
        this.owners = owners.stream().collect(Collectors.toMap(Owner::payer, owner -> owner));
        this.placements = placements;
        this.index = index;
        this.watch = watch;
        this.health = health;
        this.repair = repair;
        this.clock = clock;
    }

    public RepairStatus status() {
        return status;
    }

    public RepairStatus.Done done() {
        return new RepairStatus.Done(repaired.get(), byOthers.get(), moved.get(), failed.get());
    }

    void watchedBy(Metrics metrics) {
        metrics.gauge("souk_segments", "Segments stored.", () -> status.segments());
        metrics.gauge(
                "souk_segments_degraded", "With fewer healthy shards than are to be kept.", () -> status.degraded());
        metrics.gauge("souk_segments_lost", "With fewer healthy shards than can be read.", () -> status.lost());
        metrics.gauge("souk_repair_queue", "Segments to be repaired.", () -> status.queued());
        metrics.gauge("souk_repair_waiting", "Of those, no provider is left for.", () -> status.waiting());
        metrics.gauge("souk_repaired_shards", "Shards made anew since the start.", repaired::get);
        metrics.gauge("souk_repaired_by_others", "Of those, by providers with grants.", byOthers::get);
        metrics.gauge("souk_moved_shards", "Shards brought to other leases since the start.", moved::get);
        metrics.gauge("souk_repair_failures", "Repairs and moves to be tried again.", failed::get);
    }

    /// Asks every provider whether it is there, and what it has lost.
    void beat() {
        owners.values()
                .forEach(owner -> each(owner.leases().running(), CALLS, lease -> {
                    var lost = owner.transport().missing(lease, List.of());
                    watch.heard(lease.provider());
                    int struck = placements.lost(lease.lease(), lost);
                    if (struck > 0) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "shards.lost provider={0} lease={1} shards={2}",
                                lease.provider(),
                                lease.lease(),
                                struck);
                    }
                }));
    }

    /// Looks at everything, repairs what is in the greatest danger, and moves what is under leases that end.
    void round() {
        var look = health.look();
        var urgent = queue(look);
        var waiting = new AtomicLong();
        each(urgent, CONCURRENT, segment -> repair(look, segment, waiting));
        status = new RepairStatus(
                clock.instant(),
                status.segments(),
                status.degraded(),
                status.lost(),
                status.queued(),
                waiting.get(),
                status.daysToLoss());
        owners.values().forEach(owner -> leaveEnding(owner, health.look()));
    }

    /// The segments that are due, at most [#BATCH], those in the greatest danger first.
    private List<SegmentHealth> queue(HealthCheck.Look look) {
        var worst = new PriorityQueue<>(SegmentHealth.URGENCY.reversed());
        var count = new Count();
        var last = Digest.ZERO;
        for (var page = placements.after(last, PAGE); !page.isEmpty(); page = placements.after(last, PAGE)) {
            last = page.getLast().id();
            for (var segment : page) {
                var found = look.at(segment);
                count.add(found);
                if (found.due()) {
                    worst.add(found);
                    if (worst.size() > BATCH) {
                        worst.remove();
                    }
                }
            }
        }
        status = count.status(clock);
        return worst.stream().sorted(SegmentHealth.URGENCY).toList();
    }

    private static final class Count {
        private long segments;
        private long degraded;
        private long lost;
        private long due;
        private double days = Double.POSITIVE_INFINITY;

        void add(SegmentHealth health) {
            segments++;
            degraded += health.healthy().size() < health.profile().success() ? 1 : 0;
            lost += health.lost() ? 1 : 0;
            due += health.due() ? 1 : 0;
            days = Math.min(days, health.daysToLoss());
        }

        RepairStatus status(InstantSource clock) {
            return new RepairStatus(clock.instant(), segments, degraded, lost, due, 0, days);
        }
    }

    private void repair(HealthCheck.Look look, SegmentHealth segment, AtomicLong waiting) {
        var owner = owner(segment.segment());
        if (owner.isEmpty()) {
            return;
        }
        switch (repair.run(owner.get(), look, segment)) {
            case Repair.Result.Repaired(int shards, boolean others) -> {
                repaired.addAndGet(shards);
                byOthers.addAndGet(others ? shards : 0);
                LOG.log(
                        System.Logger.Level.INFO,
                        "segment.repaired segment={0} healthy={1} made={2} by-others={3}",
                        segment.segment().id(),
                        segment.healthy().size(),
                        shards,
                        others);
            }
            case Repair.Result.NoRoom() -> waiting.incrementAndGet();
            case Repair.Result.Nothing() -> failed.incrementAndGet();
        }
    }

    private Optional<Owner> owner(PlacedSegment segment) {
        return segment.shards().stream()
                .flatMap(shard -> index.find(shard.lease()).stream())
                .flatMap(lease -> Optional.ofNullable(owners.get(lease.payer())).stream())
                .findFirst();
    }

    /// Leases that end first are left first.
    private void leaveEnding(Owner owner, HealthCheck.Look look) {
        var ending = owner.leases().running().stream()
                .filter(lease -> look.condition(lease.lease()) == LeaseCondition.ENDING)
                .sorted(java.util.Comparator.comparing(StorageLease::expiresAt))
                .toList();
        for (var lease : ending) {
            attempt(lease, () -> leave(owner, lease, look));
        }
    }

    private void leave(Owner owner, StorageLease from, HealthCheck.Look look) {
        var successor = owner.leases().usable().stream()
                .filter(lease -> lease.provider().equals(from.provider()))
                .findFirst();
        int before = (int) moved.get();
        var last = Digest.ZERO;
        for (var page = placements.under(from.lease(), last, BATCH);
                !page.isEmpty();
                page = placements.under(from.lease(), last, BATCH)) {
            last = page.getLast().id();
            var segments = page;
            if (successor.isPresent()) {
                moved.addAndGet(repair.rehome(owner, from, successor.get(), segments));
            } else {
                each(
                        segments,
                        CONCURRENT,
                        segment -> moved.addAndGet(repair.leave(owner, from, segment, look) ? 1 : 0));
            }
        }
        int shards = (int) moved.get() - before;
        if (shards > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "lease.left lease={0} provider={1} shards={2} same-provider={3}",
                    from.lease(),
                    from.provider(),
                    shards,
                    successor.isPresent());
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        void on(T one);
    }

    /// Works on all, some at once; what fails is logged and comes again in the next round.
    private <T> void each(List<T> all, int atOnce, Work<T> work) {
        var places = new Semaphore(atOnce);
        var threads = new ArrayList<Thread>();
        try {
            for (var one : all) {
                places.acquire();
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        attempt(one, () -> work.on(one));
                    } finally {
                        places.release();
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(Object what, Runnable step) {
        try {
            step.run();
        } catch (SoukException e) {
            // A provider that does not answer is nothing to report each time; its absence is in the status.
            if (what instanceof SegmentHealth || what instanceof PlacedSegment) {
                failed.incrementAndGet();
            }
            LOG.log(System.Logger.Level.DEBUG, "repair.waits code={0} reason={1}", e.code(), e.getMessage());
        }
    }
}
