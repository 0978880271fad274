package souk.economy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;

/// The service levels that a provider is ready to sign.
///
/// @param schedules price lists of missed objectives that it has read
/// @param strictest by indicator the strictest target, in its unit; none is promised of what is not named
public record ServicePromises(Set<Address> schedules, Map<Indicator, Long> strictest) {
    /// Signs no service levels.
    public static final ServicePromises NONE = new ServicePromises(Set.of(), Map.of());

    public ServicePromises {
        schedules = Set.copyOf(schedules);
        strictest = Map.copyOf(strictest);
    }

    /// Why it does not sign these; empty if it does.
    public Optional<String> flaw(ServiceTerms terms) {
        if (!schedules.contains(terms.schedule())) {
            return Optional.of("this provider does not know the penalty schedule " + terms.schedule());
        }
        return terms.objectives().stream()
                .filter(it -> !holds(it))
                .map(this::flaw)
                .findFirst();
    }

    private boolean holds(Objective objective) {
        var limit = strictest.get(objective.indicator());
        return limit != null
                && (objective.indicator().isLessBetter() ? objective.target() >= limit : objective.target() <= limit);
    }

    private String flaw(Objective objective) {
        var limit = strictest.get(objective.indicator());
        return limit == null
                ? "this provider promises no " + objective.indicator()
                : "this provider promises " + objective.indicator() + " of " + limit + " at the strictest, not "
                        + objective.target();
    }
}
