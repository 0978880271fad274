package souk.gateway.work;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.gateway.store.TenantId;
import souk.sdk.market.Terms.Urgency;

/// Follows one workload from its provider to its end, and to the next provider when the first one fails. Belongs to
/// one thread.
final class Follower {
    /// A provider that cannot be asked for so long after the job should have ended has lost it.
    private static final Duration LOST_AFTER = Duration.ofMinutes(5);
    /// With fallbacks named, a provider that is silent for so long is given up: longer than a restart takes.
    static final Duration SILENCE = Duration.ofSeconds(60);
    /// Logs are kept up to this many letters.
    private static final int MAX_LOG = 1 << 20;

    private static final System.Logger LOG = System.getLogger(Follower.class.getName());

    private final Desk desk;
    private Optional<Instant> silentSince = Optional.empty();

    /// What all followers share.
    ///
    /// @param unwanted whether its tenant stopped the workload of an id
    /// @param queue takes a workload that found no provider, and why; gives it back as it waits
    record Desk(
            WorkloadStore store,
            Function<TenantId, ComputeMarket> markets,
            Placer placer,
            Predicate<String> unwanted,
            BiFunction<Workload, SoukException, Workload> queue,
            InstantSource clock) {}

    Follower(Desk desk) {
        this.desk = desk;
    }

    /// Asks once and does what follows.
    Workload step(Workload workload) {
        if (workload.place().isEmpty()) {
            return homeless(workload);
        }
        var place = workload.place().get();
        var market = market(workload);
        if (workload.search().isPresent() && market.missedStart(place)) {
            return elsewhere(workload, place, "it did not start in time");
        }
        try {
            if (desk.unwanted.test(workload.id())) {
                market.stop(place);
            }
            var said = market.state(place);
            silentSince = Optional.empty();
            var status = said.object("status");
            var state = Workload.State.parse(status.text("state")).orElse(workload.state());
            return state.ended() ? end(workload, place, state, said) : workload.to(state, "");
        } catch (SoukException e) {
            return unanswered(workload, place, e);
        }
    }

    /// The gateway stopped while it looked for a provider. Who called then waits no more, so the job goes on only if
    /// it was meant to wait, or had a provider before.
    private Workload homeless(Workload workload) {
        boolean goesOn = workload.search()
                .filter(it ->
                        !it.tried().isEmpty() || it.request().queueTimeout().isPresent())
                .isPresent();
        return goesOn
                ? lookAgain(workload, "the gateway stopped")
                : workload.to(Workload.State.FAILED, "the gateway stopped before a lease was ordered: run it again");
    }

    private Workload unanswered(Workload workload, Place place, SoukException why) {
        boolean unknown = why.code() == ErrorCode.NOT_FOUND;
        if (unknown && workload.state() == Workload.State.PENDING && !isLate(workload, place)) {
            // The gateway stopped between the lease and the hand-over.
            desk.placer.handOver(workload);
            return workload;
        }
        if (hasFallbacks(workload) && (unknown || isSilent())) {
            return elsewhere(workload, place, "it has lost the job: " + why.getMessage());
        }
        if (!unknown && !isLate(workload, place)) {
            return workload;
        }
        var paid = settle(workload, place, List.of(), CloseReason.PROVIDER_LOST);
        return workload.to(Workload.State.FAILED, "the provider has lost it: " + why.getMessage())
                .settled(new Settlement(paid, List.of(), Optional.empty()));
    }

    private static boolean hasFallbacks(Workload workload) {
        return workload.search()
                .filter(it -> !it.request().fallbacks().isEmpty())
                .isPresent();
    }

    private boolean isSilent() {
        var now = desk.clock.instant();
        silentSince = Optional.of(silentSince.orElse(now));
        return !now.isBefore(silentSince.get().plus(SILENCE));
    }

    private boolean isLate(Workload workload, Place place) {
        var begun = place.since().isAfter(workload.created()) ? place.since() : workload.created();
        var limit = workload.spec().limits().timeout().plus(LOST_AFTER);
        return desk.clock.instant().isAfter(begun.plus(limit));
    }

    // ---- the next provider

    private Workload elsewhere(Workload workload, Place place, String why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "workload.elsewhere workload={0} provider={1} reason={2}",
                workload.id(),
                place.provider(),
                why);
        market(workload).failed(place);
        settle(workload, place, List.of(), CloseReason.PROVIDER_LOST);
        silentSince = Optional.empty();
        return lookAgain(desk.placer.giveUp(workload), why);
    }

    private Workload lookAgain(Workload workload, String why) {
        try {
            return desk.placer.place(workload, Urgency.PROMPT, desk.unwanted.negate());
        } catch (SoukException e) {
            return nobody(workload, why, e);
        }
    }

    private Workload nobody(Workload workload, String why, SoukException last) {
        if (desk.unwanted.test(workload.id())) {
            return workload.to(Workload.State.STOPPED, "stopped while it had no provider");
        }
        if (workload.sought().request().queueTimeout().isPresent() && Placer.isWorthAnother(last.code())) {
            return desk.queue.apply(workload, last);
        }
        return workload.to(Workload.State.FAILED, why + "; then: " + last.getMessage());
    }

    // ---- ending

    private Workload end(Workload workload, Place place, Workload.State state, JsonObject said) {
        var market = market(workload);
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
            return market(workload).settle(place, charge, reason);
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
            var text = market(workload).logs(place);
            desk.store.keepLog(workload.id(), text.length() > MAX_LOG ? text.substring(text.length() - MAX_LOG) : text);
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

    private ComputeMarket market(Workload workload) {
        return desk.markets.apply(workload.tenant());
    }
}
