package souk.gateway.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.service.Objective;
import souk.core.service.ServiceTerms;
import souk.core.value.LeaseId;
import souk.gateway.market.LeaseTerms;
import souk.ledger.LedgerEvent.EpochOutcome;

/// How service levels were kept, for people and for the REST door: each epoch with what each side measured, why it
/// counts as it does, and the transaction that shows it.
public final class ServiceReport {
    /// Epochs in one answer, the newest.
    private static final int SHOWN = 50;

    private final Function<LeaseId, Optional<LeaseTerms>> terms;
    private final ServiceIndex index;
    private final SloBook book;

    /// @param terms of a lease, where they are known
    public ServiceReport(Function<LeaseId, Optional<LeaseTerms>> terms, ServiceIndex index, SloBook book) {
        this.terms = terms;
        this.index = index;
        this.book = book;
    }

    /// In a line; empty for a lease without service levels.
    public Optional<JsonObject.Builder> summary(LeaseId lease) {
        return terms.apply(lease).flatMap(LeaseTerms::service).map(service -> summary(service, index.find(lease)));
    }

    /// With epochs, newest first; empty for a lease without service levels.
    public Optional<JsonObject> detail(LeaseId lease) {
        return terms.apply(lease).flatMap(LeaseTerms::service).map(service -> {
            var view = index.find(lease);
            var epochs = view.stream()
                    .flatMap(it -> it.epochs().stream())
                    .sorted(Comparator.comparing(EpochRecord::epoch).reversed())
                    .toList();
            var json = summary(service, view)
                    .put("slo", service.hash().hex())
                    .put("penaltySchedule", service.schedule().hex())
                    .put("objectives", Json.array(objectives(service, epochs)))
                    .put(
                            "epochs",
                            Json.array(epochs.stream()
                                    .limit(SHOWN)
                                    .map(it -> epoch(lease, service, it))
                                    .toList()));
            book.document(service.document()).ifPresent(it -> json.put("document", it));
            return json.build();
        });
    }

    private JsonObject.Builder summary(ServiceTerms service, Optional<LeaseRecord.View> view) {
        var measured = view.stream()
                .flatMap(it -> it.epochs().stream())
                .filter(EpochRecord::isMeasured)
                .toList();
        long met = measured.stream()
                .filter(it -> service.missed(it.reading()).isEmpty())
                .count();
        var json = Json.object()
                .put(
                        "name",
                        book.document(service.document())
                                .map(it -> it.text("name"))
                                .orElse(""))
                .put("enrolled", view.isPresent())
                .put("measured", measured.size())
                .put("met", met);
        view.ifPresent(it -> json.amount("penalties", it.claimed())
                .amount("collected", it.collected())
                .amount("owed", it.owed()));
        return json;
    }

    private static List<JsonObject> objectives(ServiceTerms service, List<EpochRecord> epochs) {
        var all = new ArrayList<JsonObject>();
        for (Objective objective : service.objectives()) {
            var measured = epochs.stream()
                    .filter(EpochRecord::isMeasured)
                    .filter(it -> it.reading().of(objective.indicator()).isPresent())
                    .toList();
            all.add(Json.object()
                    .put("indicator", SloWords.name(objective.indicator()))
                    .put("target", SloWords.target(objective))
                    .put("measured", measured.size())
                    .put(
                            "met",
                            measured.stream()
                                    .filter(it -> !objective.isMissed(it.reading()))
                                    .count())
                    .build());
        }
        return all;
    }

    private JsonObject epoch(LeaseId lease, ServiceTerms service, EpochRecord epoch) {
        var json = Json.object()
                .put("epoch", epoch.epoch())
                .put("at", epoch.at().toString())
                .put("outcome", epoch.outcome().name())
                .put("reason", reason(service, epoch))
                .put("counted", SloWords.reading(epoch.reading()))
                .put("auditors", epoch.revealed())
                .amount("penalty", epoch.penalty())
                .put("evidence", epoch.evidence().map(it -> it.hex()));
        book.find(lease, epoch.epoch())
                .ifPresent(it -> json.put("gateway", SloWords.reading(it.own()))
                        .put("provider", it.provider().map(SloWords::reading).orElse("no answer"))
                        .put("agreed", it.signature().isPresent()));
        return json.build();
    }

    private static String reason(ServiceTerms service, EpochRecord epoch) {
        if (epoch.isMeasured()) {
            var missed = service.missed(epoch.reading()).stream()
                    .map(it -> SloWords.missed(it, epoch.reading()))
                    .collect(Collectors.joining("; "));
            return missed.isEmpty() ? "all that was measured was kept" : missed;
        }
        return epoch.outcome() == EpochOutcome.UNMEASURED
                ? "too few auditors showed what they measured: neither penalty nor reward"
                : "auditors measure";
    }
}
