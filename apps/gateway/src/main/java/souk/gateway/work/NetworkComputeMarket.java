package souk.gateway.work;

import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.ResourceClass;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.core.workload.WorkloadSpec;
import souk.economy.Constraints;
import souk.gateway.market.Closings;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.Tenant;
import souk.gateway.market.TermsBook;
import souk.net.Body;
import souk.net.Method;
import souk.sdk.compose.ComposeFile;
import souk.sdk.market.MarketClient;
import souk.sdk.market.Terms;
import souk.sdk.net.CircuitBreakers;
import souk.sdk.net.Providers;
import souk.trust.Did;
import souk.trust.SignedEnvelope;

/// A tenant's workloads over the network.
public final class NetworkComputeMarket implements ComputeMarket {
    /// Type of the envelope in which a provider's node signs the outcome of a workload: its result commitment.
    public static final String RESULT = "result-commitment";

    /// The most that is paid where the Compose file sets no ceiling, in smallest units × 10^18: 0.36 sUSD a
    /// core and
    /// hour, 0.19 a GiB of memory and hour, 1.07 a GiB of output, 0.01 a trillion instructions.
    static final UnitPrices CEILINGS = new UnitPrices(
            Stream.of("100000000000000000", "50000000000", "1000000000000000000", "1000000000000000", "10000000000")
                    .map(BigInteger::new)
                    .toList());

    /// Beyond the job's time limit: fetching, compiling, uploading, settling.
    static final Duration SLACK = Duration.ofMinutes(10);

    /// A lease that the ledger has not opened by then never will: its quote lapsed after 30 seconds.
    private static final Duration UNOPENED = Duration.ofMinutes(2);

    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_LOGS = 8 << 20;
    private static final BigInteger HOUR = BigInteger.valueOf(3_600);

    private final Tenant tenant;
    private final TermsBook book;
    private final LeaseIndex index;
    private final Closings closings;
    private final Providers providers;
    private final CircuitBreakers breakers;
    private final InstantSource clock;

    public NetworkComputeMarket(
            Tenant tenant,
            TermsBook book,
            LeaseIndex index,
            Closings closings,
            Providers providers,
            CircuitBreakers breakers,
            InstantSource clock) {
        this.tenant = tenant;
        this.book = book;
        this.index = index;
        this.closings = closings;
        this.providers = providers;
        this.breakers = breakers;
        this.clock = clock;
    }

    @Override
    public Place open(
            ComposeFile.Service job,
            WorkloadSpec spec,
            Optional<ServiceTerms> service,
            Choice choice,
            Consumer<Place> before) {
        var terms = terms(job, spec, service, choice);
        tenant.funds().provide(terms.deposit(), 1);
        var opened = tenant.market().open(terms, 1, 1, openings -> {
            book.keep(tenant.id(), openings);
            before.accept(place(openings.getFirst()));
        });
        index.await(opened.stream().map(MarketClient.Opened::lease).collect(Collectors.toSet()), LEDGER_PATIENCE);
        return place(opened.getFirst());
    }

    @Override
    public Optional<JsonObject> whyNot(ComposeFile.Service job, WorkloadSpec spec, Optional<ServiceTerms> service) {
        var anybody = new Choice(List.of(), Optional.empty(), List.of(), Terms.Urgency.PATIENT);
        return tenant.market().whyNot(terms(job, spec, service, anybody));
    }

    @Override
    public boolean missedStart(Place place) {
        var now = clock.instant();
        return index.find(place.lease())
                .map(lease -> lease.status() == LeaseStatus.OPEN
                        && now.isAfter(lease.terms().startDeadline()))
                .orElseGet(() -> now.isAfter(place.since().plus(UNOPENED)));
    }

    @Override
    public void failed(Place place) {
        breakers.failed(place.provider());
    }

    @Override
    public JsonObject start(Place place, WorkloadSpec spec) {
        return tenant.calls().post(place.provider(), place.lease(), "/workload", spec.toJson());
    }

    @Override
    public JsonObject state(Place place) {
        return tenant.calls().get(place.provider(), place.lease(), "/workload");
    }

    @Override
    public JsonObject stop(Place place) {
        return tenant.calls()
                .call(place.provider(), place.lease(), Method.DELETE, "/workload", Body.empty())
                .json();
    }

    @Override
    public String logs(Place place) {
        var answer = tenant.calls().call(place.provider(), place.lease(), Method.GET, "/workload/logs", Body.empty());
        return Json.parseObject(answer.bytes(MAX_LOGS)).text("text");
    }

    @Override
    public BigInteger settle(Place place, BigInteger cumulative, CloseReason reason) {
        var lease = index.find(place.lease())
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "lease " + place.lease() + " never opened"));
        return closings.close(tenant, lease, cumulative, reason).paid();
    }

    @Override
    public JsonObject verified(Place place, JsonObject result) {
        var envelope = SignedEnvelope.from(result);
        var said = envelope.open(RESULT, clock.instant());
        var node = Did.of(providers.state(place.provider()).nodeKey());
        boolean ours =
                said.optionalText("lease").map(place.lease().hex()::equals).orElse(true);
        if (!envelope.signer().equals(node) || !ours) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the result is not signed by the provider of this lease");
        }
        return said;
    }

    private Place place(MarketClient.Opened opened) {
        return new Place(
                opened.lease(),
                opened.provider(),
                opened.listing().profile().region().code(),
                opened.quote().unitPrices(),
                opened.order().deposit(),
                clock.instant());
    }

    private Terms terms(ComposeFile.Service job, WorkloadSpec spec, Optional<ServiceTerms> service, Choice choice) {
        var duration = spec.limits().timeout().plus(SLACK);
        var quantity = BigInteger.valueOf(job.cpuMillis());
        var ceilings = ceilings(job, quantity);
        var total = job.ceiling().map(hourly -> upTo(hourly, duration));
        var constraints = new Constraints(
                job.regions().stream().map(Region::new).toList(),
                choice.excluded(),
                total.orElse(Constraints.ANY_PRICE),
                List.of(),
                choice.only().map(it -> only(it, job.where())).orElse(job.where()));
        return new Terms(
                ResourceClass.COMPUTE,
                spec.digest(),
                ceilings,
                quantity,
                duration,
                total.orElseGet(
                        () -> ceilings.charge(most(spec, job.cpuMillis())).add(BigInteger.ONE)),
                constraints,
                job.maxDeviation(),
                service,
                choice.fallbacks(),
                choice.urgency());
    }

    private static String only(Address provider, String where) {
        var named = "provider == \"" + provider.hex() + "\"";
        return where.isBlank() ? named : "(" + where + ") && " + named;
    }

    /// The hourly ceiling bounds the price of a core; all else is bounded by the deposit.
    private static UnitPrices ceilings(ComposeFile.Service service, BigInteger quantity) {
        if (service.ceiling().isEmpty()) {
            return CEILINGS;
        }
        var values = new ArrayList<>(CEILINGS.values());
        values.set(0, service.ceiling().get().multiply(UnitPrices.SCALE).divide(quantity.multiply(HOUR)));
        return new UnitPrices(values);
    }

    private static BigInteger upTo(BigInteger hourly, Duration duration) {
        var seconds = new java.math.BigDecimal(hourly.multiply(BigInteger.valueOf(duration.toSeconds())));
        return seconds.divide(new java.math.BigDecimal(HOUR), 0, RoundingMode.CEILING)
                .toBigIntegerExact();
    }

    /// The most that the limits of a workload let it use, in the meter order of compute. For the time of the
    /// slack too:
    /// compiling counts.
    static List<BigInteger> most(WorkloadSpec spec, int cpuMillis) {
        var limits = spec.limits();
        var seconds = BigInteger.valueOf(limits.timeout().plus(SLACK).toSeconds());
        return List.of(
                BigInteger.valueOf(cpuMillis).multiply(seconds),
                BigInteger.valueOf(limits.memoryBytes()).multiply(seconds),
                BigInteger.ZERO,
                BigInteger.valueOf(limits.outputBytes()),
                BigInteger.valueOf(limits.instructions()));
    }
}
