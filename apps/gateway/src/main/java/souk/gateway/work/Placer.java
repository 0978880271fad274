package souk.gateway.work;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.store.TenantId;
import souk.sdk.compose.ComposeFile;
import souk.sdk.market.Terms.Urgency;

/// Finds a job its provider, in an order that is always the same: the cheapest offer that fits, then the fallbacks in
/// the order in which they were named; where none are named, the next cheapest, up to three in all. Each must fit the
/// order as the first did. docs/decisions/2026-11-25-fallback.md has what happens at each deadline.
final class Placer {
    /// Providers that take a lease and then not the job, until the search ends.
    static final int ATTEMPTS = 3;

    private static final System.Logger LOG = System.getLogger(Placer.class.getName());

    private final WorkloadStore store;
    private final Function<TenantId, ComputeMarket> markets;
    private final Supplier<String> tokens;

    /// @param tokens a new one for each provider, so that one given up can no longer write
    Placer(WorkloadStore store, Function<TenantId, ComputeMarket> markets, Supplier<String> tokens) {
        this.store = store;
        this.markets = markets;
        this.tokens = tokens;
    }

    /// Whether another provider, or the same one later, may say something else. What is wrong with the order itself
    /// stays wrong.
    static boolean isWorthAnother(ErrorCode code) {
        return switch (code) {
            case NO_OFFER,
                    NO_CAPACITY,
                    PRICE_TOO_HIGH,
                    TOO_FEW_PROVIDERS,
                    STALE_QUOTE,
                    LEDGER_REFUSED,
                    OVERLOADED,
                    UNAVAILABLE,
                    DEADLINE_EXCEEDED -> true;
            default -> false;
        };
    }

    /// Asks one provider after the other until one has the job; stored on return.
    ///
    /// @param wanted whether somebody still wants it, by its id; asked before money is locked
    /// @throws SoukException why the last one did not take it, or what is wrong with the order
    Workload place(Workload begun, Urgency urgency, Predicate<String> wanted) {
        var job = begun.sought().request().file().service();
        var workload = begun;
        boolean marketRefused = false;
        Optional<SoukException> last = Optional.empty();
        while (true) {
            var choice = next(workload.sought(), marketRefused, urgency);
            if (choice.isEmpty()) {
                throw last.orElseGet(() -> new SoukException(ErrorCode.NO_OFFER, "no provider is left to ask"));
            }
            try {
                var placed = open(workload, job, choice.get(), wanted);
                last = handOver(placed);
                if (last.isEmpty()) {
                    return placed;
                }
                workload = giveUp(placed);
            } catch (SoukException e) {
                if (!isWorthAnother(e.code())) {
                    throw e;
                }
                last = Optional.of(e);
                marketRefused |= choice.get().only().isEmpty();
                workload = choice.get().only().map(workload::without).orElse(workload);
            }
        }
    }

    /// Hands the job to the provider of its lease.
    ///
    /// @return why it does not take it
    Optional<SoukException> handOver(Workload workload) {
        var place = workload.place().orElseThrow();
        try {
            markets.apply(workload.tenant()).start(place, workload.spec());
            return Optional.empty();
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "workload.refused workload={0} provider={1} code={2} reason={3}",
                    workload.id(),
                    place.provider(),
                    e.code(),
                    e.getMessage());
            return Optional.of(e);
        }
    }

    /// The workload without its place and with another token; stored on return. Where nothing ran the lease ends at its
    /// start deadline and all of its deposit comes back.
    Workload giveUp(Workload workload) {
        var next = workload.elsewhere(tokens.get());
        store.put(next);
        return next;
    }

    private Workload open(Workload workload, ComposeFile.Service job, Choice choice, Predicate<String> wanted) {
        var service = workload.sought().request().service();
        var place = markets.apply(workload.tenant()).open(job, workload.spec(), service, choice, where -> {
            if (!wanted.test(workload.id())) {
                throw new SoukException(ErrorCode.CONFLICT, "the job was stopped");
            }
            store.put(workload.at(where));
        });
        var placed = workload.at(place);
        store.put(placed);
        return placed;
    }

    /// @param marketRefused whether nobody was found when nobody in particular was asked
    private static Optional<Choice> next(Search search, boolean marketRefused, Urgency urgency) {
        var names = search.request().fallbacks();
        boolean first = search.tried().isEmpty() && !marketRefused;
        if (first || names.isEmpty() && !marketRefused && search.tried().size() < ATTEMPTS) {
            return Optional.of(new Choice(search.tried(), Optional.empty(), names, urgency));
        }
        return names.stream()
                .filter(name -> !search.tried().contains(name))
                .findFirst()
                .map(name -> new Choice(List.of(), Optional.of(name), names, urgency));
    }
}
