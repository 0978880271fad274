package souk.gateway.data;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.ResourceClass;
import souk.core.placement.Profile;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.economy.Constraints;
import souk.economy.Pricing;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseCondition;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseOpening;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.LeaseWatch;
import souk.gateway.market.StoragePolicy;
import souk.gateway.market.Tenant;
import souk.gateway.market.TermsBook;
import souk.ledger.ProviderState;
import souk.sdk.market.MarketClient;
import souk.sdk.market.Terms;
import souk.sdk.net.Providers;
import souk.sdk.storage.StorageLease;

/// The leases a tenant's data is kept under: opened once and funded for their whole term, so that no
/// write waits for the
/// ledger, and replaced before their term is over.
public final class StorageLeases {
    /// Reserved at each provider.
    static final BigInteger QUANTITY = BigInteger.TWO.shiftLeft(30);

    /// The most that is paid, in smallest units × 10^18: about 56 sUSD a GiB and month kept, 0.11 sUSD a
    /// GiB moved,
    /// 10 sUSD a million requests or cells audited.
    static final UnitPrices CEILINGS = new UnitPrices(Stream.of(
                    "20000000000", "100000000000000", "100000000000000", "10000000000000000000", "10000000000000000000")
            .map(BigInteger::new)
            .toList());

    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(30);
    private static final Duration ASK = Duration.ofMillis(200);
    private static final System.Logger LOG = System.getLogger(StorageLeases.class.getName());

    private final Tenant tenant;
    private final StoragePolicy policy;
    private final LeaseWatch watch;
    private final LeaseIndex index;
    private final TermsBook terms;
    private final Providers providers;
    private final Networks networks;
    private final LeaseOpening opener;
    private final Optional<ServiceTerms> service;
    private final InstantSource clock;
    private final ReentrantLock opening = new ReentrantLock();
    /// Leases are held for the largest profile that is written with.
    private final AtomicReference<Profile> largest;
    private final Map<LeaseId, String> countries = new ConcurrentHashMap<>();

    /// @param service levels that leases are opened with, if any
    public StorageLeases(
            Tenant tenant,
            StoragePolicy policy,
            LeaseWatch watch,
            LeaseIndex index,
            TermsBook terms,
            Providers providers,
            Networks networks,
            LeaseOpening opener,
            Optional<ServiceTerms> service,
            InstantSource clock) {
        this.tenant = tenant;
        this.policy = policy;
        this.watch = watch;
        this.largest = new AtomicReference<>(policy.profile());
        this.index = index;
        this.terms = terms;
        this.providers = providers;
        this.networks = networks;
        this.opener = opener;
        this.service = service;
        this.clock = clock;
    }

    /// Those that new shards may go under: far from their end, their providers heard of and not found to
    /// lose data. One a provider.
    public List<StorageLease> usable() {
        var byProvider = new LinkedHashMap<Address, StorageLease>();
        index.of(tenant.account().address()).stream()
                .filter(lease -> lease.resourceClass() == ResourceClass.STORAGE)
                .filter(lease -> lease.takesMore(clock.instant(), policy.renewBefore()))
                .filter(lease -> watch.of(lease) == LeaseCondition.HEALTHY)
                .sorted(Comparator.comparing(Lease::endsAt).reversed())
                .map(this::reachable)
                .forEach(lease -> byProvider.putIfAbsent(lease.provider(), lease));
        return List.copyOf(byProvider.values());
    }

    /// In what condition a lease is.
    public LeaseCondition condition(LeaseId lease) {
        return watch.of(lease);
    }

    /// Those whose inventory is agreed on and paid: all that are not settled.
    public List<StorageLease> running() {
        return index.of(tenant.account().address()).stream()
                .filter(lease -> lease.resourceClass() == ResourceClass.STORAGE && !lease.settled())
                .filter(lease -> lease.endsAt().isAfter(clock.instant()))
                .map(this::reachable)
                .toList();
    }

    /// How to reach the provider of one of the tenant's leases.
    public Optional<StorageLease> find(LeaseId lease) {
        return index.find(lease)
                .filter(it -> it.payer().equals(tenant.account().address()))
                .map(this::reachable);
    }

    /// Makes sure that segments can be written at full durability, opening leases where they are
    /// missing. Waits for the
    /// ledger only then; may be called by many threads at once, and again after a crash, without opening
    /// any twice.
    ///
    /// @throws souk.core.error.SoukException `TOO_FEW_PROVIDERS`, `NO_OFFER`, `INSUFFICIENT_FUNDS` or why
    ///     else not
    public void ensure(Profile profile) {
        largest.accumulateAndGet(profile, (known, asked) -> asked.attempts() > known.attempts() ? asked : known);
        if (usable().size() >= profile.success()) {
            return;
        }
        if (!opener.here()) {
            askFor(profile);
            return;
        }
        opening.lock();
        try {
            int usable = usable().size();
            if (usable < profile.success()) {
                open(usable, profile);
            }
        } finally {
            opening.unlock();
        }
    }

    /// Waits only where nothing could be written without.
    private void askFor(Profile profile) {
        opener.ask(tenant.id(), profile);
        var end = clock.instant().plus(LEDGER_PATIENCE);
        while (usable().size() <= profile.repair() && clock.instant().isBefore(end)) {
            try {
                Thread.sleep(ASK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while leases were opened", e);
            }
        }
    }

    /// Opens leases with providers that have none, as far as there are any; for maintenance.
    public void complete() {
        opening.lock();
        try {
            int usable = usable().size();
            if (usable < wanted()) {
                open(usable, largest.get());
            }
        } finally {
            opening.unlock();
        }
    }

    private int wanted() {
        long active = tenant.ledger().providers().stream()
                .filter(ProviderState::active)
                .count();
        return (int) Math.min(largest.get().attempts(), active);
    }

    private void open(int before, Profile profile) {
        awaitUndecided();
        var held = usable();
        int missing = wanted() - held.size();
        int least = Math.max(1, profile.repair() + 1 - held.size());
        if (missing < 1 || held.size() > before && held.size() >= profile.success()) {
            return;
        }
        tenant.funds().provide(deposit(), Math.max(least, missing));
        var opened =
                tenant.market().open(request(), least, Math.max(least, missing), it -> terms.keep(tenant.id(), it));
        index.await(opened.stream().map(MarketClient.Opened::lease).collect(Collectors.toSet()), LEDGER_PATIENCE);
        LOG.log(System.Logger.Level.INFO, "storage.leases.opened tenant={0} leases={1}", tenant.id(), opened.size());
    }

    /// What an earlier run may have sent to the ledger is waited for: it shows up, or its quotes run out.
    private void awaitUndecided() {
        Set<LeaseId> undecided = new HashSet<>();
        var latest = Instant.MIN;
        for (LeaseTerms each : terms.openable(tenant.id(), clock.instant())) {
            if (each.resourceClass() == ResourceClass.STORAGE
                    && index.find(each.lease()).isEmpty()) {
                undecided.add(each.lease());
                var until = each.quote().reservedUntil();
                latest = until.isAfter(latest) ? until : latest;
            }
        }
        if (!undecided.isEmpty()) {
            index.await(undecided, Duration.between(clock.instant(), latest).plusSeconds(2));
        }
    }

    /// Not with providers that only are away: their leases stand.
    private Terms request() {
        var excluded = index.of(tenant.account().address()).stream()
                .filter(lease -> lease.resourceClass() == ResourceClass.STORAGE)
                .filter(lease -> lease.takesMore(clock.instant(), policy.renewBefore()))
                .map(Lease::provider)
                .distinct()
                .toList();
        var constraints = new Constraints(List.of(), excluded, Constraints.ANY_PRICE, List.of());
        return new Terms(
                ResourceClass.STORAGE,
                Digest.ZERO,
                CEILINGS,
                QUANTITY,
                policy.lease(),
                deposit(),
                constraints,
                policy.maxDeviation(),
                service);
    }

    /// Pays for the whole reservation over the whole term at the highest price.
    private BigInteger deposit() {
        return Pricing.total(CEILINGS, QUANTITY, policy.lease()).add(BigInteger.ONE);
    }

    private StorageLease reachable(Lease lease) {
        var peer = providers.peer(lease.provider());
        var region = new Region(providers.state(lease.provider()).region());
        return new StorageLease(
                lease.id(),
                lease.provider(),
                peer.did(),
                peer.endpoint(),
                new StorageLease.Site(region, networks.of(peer.endpoint()), country(lease.id())),
                lease.endsAt());
    }

    /// As the terms say, which never change.
    private String country(LeaseId lease) {
        return countries.computeIfAbsent(
                lease, id -> terms.find(id).map(LeaseTerms::country).orElse(""));
    }
}
