package souk.gateway;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import souk.core.market.ResourceClass;
import souk.gateway.data.NetworkSegmentStore;
import souk.gateway.data.TenantStorage;
import souk.gateway.recovery.LogShipper;
import souk.gateway.s3.AccessLogs;
import souk.gateway.s3.LifecycleWorker;
import souk.gateway.s3.RetentionKeeper;
import souk.gateway.service.ServiceKeeper;
import souk.gateway.shared.Databases;
import souk.gateway.store.GarbageCollector;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Repacker;
import souk.net.Metrics;

/// What goes on beside requests. Of several gateways the keeper alone does most of it.
///
/// @param permit throws while this machine must not change what providers keep
record Duties(Background background, Databases databases, Runnable permit, InstantSource clock, SecureRandom random) {
    private static final Duration COLLECT = Duration.ofSeconds(5);
    /// One step looks at a thousand versions.
    private static final Duration LIFECYCLE_STEP = Duration.ofMillis(500);

    private static final Duration RETRY = Duration.ofSeconds(1);
    /// After so many seconds the first leases are opened with the providers that sell by then.
    private static final int OFFER_PATIENCE = 20;

    /// Repeats a step while this gateway is the keeper.
    void repeat(String name, Duration pause, Background.Step step) {
        var keeper = databases.keeper();
        background.repeat(name, pause, () -> !keeper.mine() || step.run());
    }

    /// Runs a step when this gateway first becomes the keeper.
    void once(String name, Runnable step) {
        repeat(name, RETRY, () -> {
            step.run();
            return false;
        });
    }

    /// Opens the first tenant's leases as soon as enough providers sell, or time is up.
    void firstLeases(MarketSide market) {
        var owner = market.storages().entrySet().stream()
                .filter(storage -> storage.getKey().value().equals("owner"))
                .map(Map.Entry::getValue)
                .findFirst();
        var patience = new AtomicInteger(OFFER_PATIENCE);
        owner.ifPresent(storage -> repeat("first-leases", RETRY, () -> {
            boolean enough = market.caughtUp()
                    && offers(storage) >= market.policy().profile().attempts();
            if (!enough && patience.decrementAndGet() > 0) {
                return true;
            }
            market.index.tick();
            storage.leases().ensure(market.policy().profile());
            return false;
        }));
    }

    private static long offers(TenantStorage storage) {
        return storage.tenant().market().offers().stream()
                .filter(offer -> offer.offer().message().resourceClass() == ResourceClass.STORAGE)
                .count();
    }

    /// Copies what all gateways of the namespace know to the custodians.
    void copy(RecoverySide.Copies copies, Metrics metrics) {
        var snapshots = copies.keeper();
        snapshots.watchedBy(metrics);
        copies.log().watchedBy(metrics);
        repeat("snapshot", RETRY, () -> {
            copies.tick();
            return true;
        });
        repeat("log", LogShipper.PACE, () -> {
            if (snapshots.hasSnapshot()) {
                copies.ship();
            }
            return true;
        });
    }

    /// Frees what nothing shows any more.
    void collect(NetworkSegmentStore segments, KeyWrap wrap) {
        var metadata = databases.metadata();
        var collector = new GarbageCollector(metadata, segments, wrap, clock);
        var repacker = new Repacker(metadata, segments, wrap, clock);
        repeat("garbage", COLLECT, () -> {
            collector.collect();
            repacker.repack();
            return true;
        });
    }

    void keepUp(MarketSide market, Metrics metrics) {
        var upkeep = market.upkeep;
        upkeep.watchedBy(metrics);
        once("adoption", () -> upkeep.adopt(databases.metadata()));
        background.repeat("beat", upkeep.pace(), () -> {
            upkeep.beat();
            return true;
        });
        repeat("repair", upkeep.pace(), () -> {
            permit.run();
            upkeep.round();
            return true;
        });
    }

    /// Of every gateway its own: what it was asked is known to it alone.
    void deliver(AccessLogs logs) {
        background.repeat("access-logs", AccessLogs.PACE, () -> {
            logs.step();
            return true;
        });
    }

    /// What objects were promised: to stay while they are locked, to go by the rules of their bucket.
    void keepPromises(NetworkSegmentStore segments) {
        var retentions = new RetentionKeeper(databases.metadata(), segments::retain);
        repeat("retentions", COLLECT, () -> {
            retentions.tell();
            return true;
        });
        var lifecycle = new LifecycleWorker(databases.metadata(), lifecycleDay(), clock, random);
        repeat("lifecycle", LIFECYCLE_STEP, () -> {
            lifecycle.step();
            return true;
        });
    }

    /// For tests a day of lifecycle rules can be made as short as a second.
    private static Duration lifecycleDay() {
        return Optional.ofNullable(System.getenv("SOUK_LIFECYCLE_DAY_SECONDS"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(LifecycleWorker.DAY);
    }

    /// Service levels: measured, agreed on, and paid for where they were missed.
    void keepServices(ServiceKeeper services) {
        repeat("services", RETRY, () -> {
            permit.run();
            services.tick();
            return true;
        });
    }

    /// What several gateways owe each other; nothing of one that is alone.
    void keepTogether(MarketSide market) {
        if (databases.shared().isEmpty()) {
            return;
        }
        var keeper = databases.keeper();
        background.repeat("keeper", RETRY, () -> {
            keeper.beat();
            return true;
        });
        background.repeat("replicas", COLLECT, () -> {
            databases.metadata().refresh();
            market.watch.reload();
            return true;
        });
        repeat("wishes", RETRY, () -> {
            market.grant();
            return true;
        });
        repeat("namespace", COLLECT, () -> {
            databases.keep();
            return true;
        });
    }
}
