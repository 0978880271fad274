package souk.gateway.work;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.core.workload.WorkloadSpec;
import souk.sdk.compose.ComposeFile;

/// Providers with numbers for names, the cheapest first, that fail as they are told to.
final class FakeComputeMarket implements ComputeMarket {
    /// How a provider is.
    enum Mood {
        WELL,
        /// Gives no quote.
        FULL,
        /// Takes the lease and not the job.
        REFUSING,
        /// Does not start.
        LATE,
        /// Cannot be reached.
        SILENT,
        /// Knows nothing of the job.
        FORGETFUL,
        /// Has ended it well.
        DONE
    }

    static final JsonObject EXPLANATION = Json.object().put("offers", 7).build();

    final List<Integer> asked = new CopyOnWriteArrayList<>();
    final List<Integer> settled = new CopyOnWriteArrayList<>();
    final List<Integer> failed = new CopyOnWriteArrayList<>();
    private final List<Integer> onOffer = new CopyOnWriteArrayList<>();
    private final Map<Integer, Mood> moods = new ConcurrentHashMap<>();
    private final Set<LeaseId> stopped = ConcurrentHashMap.newKeySet();
    private final AtomicInteger leases = new AtomicInteger();
    private final InstantSource clock;
    volatile Optional<SoukException> refusal = Optional.empty();

    FakeComputeMarket(InstantSource clock) {
        this.clock = clock;
    }

    void offer(Integer... providers) {
        onOffer.addAll(List.of(providers));
    }

    void is(int provider, Mood mood) {
        moods.put(provider, mood);
    }

    static Address account(int number) {
        return new Address("0x" + "%040x".formatted(number));
    }

    private static int number(Address account) {
        return new BigInteger(account.hex().substring(2), 16).intValueExact();
    }

    private Mood mood(Place place) {
        return moods.getOrDefault(number(place.provider()), Mood.WELL);
    }

    @Override
    public Place open(
            ComposeFile.Service job,
            WorkloadSpec spec,
            Optional<ServiceTerms> service,
            Choice choice,
            Consumer<Place> before) {
        refusal.ifPresent(it -> {
            throw it;
        });
        var able = choice.only()
                .map(it -> Stream.of(number(it)))
                .orElseGet(onOffer::stream)
                .filter(it -> !choice.excluded().contains(account(it)))
                .toList();
        var candidates = new ArrayList<>(able);
        choice.only().ifPresent(it -> asked.add(number(it)));
        candidates.removeIf(it -> moods.get(it) == Mood.FULL);
        if (candidates.isEmpty()) {
            throw able.isEmpty()
                    ? new SoukException(ErrorCode.NO_OFFER, onOffer.size() + " offers examined")
                    : new SoukException(ErrorCode.NO_CAPACITY, "full");
        }
        int provider = candidates.getFirst();
        if (choice.only().isEmpty()) {
            asked.add(provider);
        }
        var place = new Place(
                new LeaseId("0x" + "%064x".formatted(leases.incrementAndGet())),
                account(provider),
                "eu-west-1",
                UnitPrices.of(1),
                BigInteger.TEN,
                clock.instant());
        before.accept(place);
        return place;
    }

    @Override
    public Optional<JsonObject> whyNot(ComposeFile.Service job, WorkloadSpec spec, Optional<ServiceTerms> service) {
        return Optional.of(EXPLANATION);
    }

    @Override
    public boolean missedStart(Place place) {
        return mood(place) == Mood.LATE;
    }

    @Override
    public void failed(Place place) {
        failed.add(number(place.provider()));
    }

    @Override
    public JsonObject start(Place place, WorkloadSpec spec) {
        if (mood(place) == Mood.REFUSING) {
            throw new SoukException(ErrorCode.OVERLOADED, "too many jobs");
        }
        return said("PENDING");
    }

    @Override
    public JsonObject state(Place place) {
        return switch (mood(place)) {
            case SILENT -> throw new SoukException(ErrorCode.UNAVAILABLE, "cannot be reached");
            case FORGETFUL -> throw new SoukException(ErrorCode.NOT_FOUND, "no workload came");
            case DONE -> said("SUCCEEDED");
            default -> said(stopped.contains(place.lease()) ? "STOPPED" : "RUNNING");
        };
    }

    @Override
    public JsonObject stop(Place place) {
        stopped.add(place.lease());
        return said("STOPPED");
    }

    @Override
    public String logs(Place place) {
        return "";
    }

    @Override
    public BigInteger settle(Place place, BigInteger cumulative, CloseReason reason) {
        settled.add(number(place.provider()));
        return cumulative;
    }

    @Override
    public JsonObject verified(Place place, JsonObject result) {
        return result;
    }

    private static JsonObject said(String state) {
        return Json.object()
                .put("status", Json.object().put("state", state).build())
                .build();
    }
}
