package souk.gateway.work;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.workload.WorkloadSpec;
import souk.gateway.store.TenantId;

/// A job of a tenant.
///
/// @param id `w-` and 16 of `a-z2-7`
/// @param token opens the module, inputs and outputs while it runs; part of the URLs in the spec
/// @param cpuMillis processor share in thousandths of a core
/// @param sources the volumes, in the order of the Compose file
/// @param reason why it is not well; empty while it is
/// @param place once a lease was asked for
/// @param settlement at the end
/// @param search how a provider is looked for; empty for what an older gateway began
public record Workload(
        String id,
        TenantId tenant,
        String name,
        Instant created,
        WorkloadSpec spec,
        String token,
        int cpuMillis,
        List<Source> sources,
        State state,
        String reason,
        Optional<Place> place,
        Optional<Settlement> settlement,
        Optional<Search> search) {
    public Workload {
        sources = List.copyOf(sources);
    }

    /// A bucket, or what is in it below a prefix, as a directory of the job.
    ///
    /// @param names what may be read there; empty for a directory that is written
    public record Source(String bucket, String prefix, boolean readOnly, Set<String> names) {
        public Source {
            names = Set.copyOf(names);
        }
    }

    /// Where it stands.
    public enum State {
        QUEUED,
        PENDING,
        FETCHING,
        RUNNING,
        UPLOADING,
        SUCCEEDED,
        FAILED,
        STOPPED;

        boolean ended() {
            return this == SUCCEEDED || this == FAILED || this == STOPPED;
        }

        /// As clients see it: `Running`.
        public String text() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }

        /// Reads a provider's word in any case; unknown words are none.
        static Optional<State> parse(String text) {
            for (var state : values()) {
                if (state.name().equalsIgnoreCase(text)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    /// The search that a workload of this gateway always has.
    Search sought() {
        return search.orElseThrow(() -> new IllegalStateException(id + " was begun by an older gateway"));
    }

    Workload at(Place where) {
        return with(spec, token, State.PENDING, "", Optional.of(where), search.map(Search::placed));
    }

    Workload waiting(Waiting why) {
        return with(spec, token, State.QUEUED, why.reason(), Optional.empty(), search.map(it -> it.waiting(why)));
    }

    /// Its search, without this provider.
    Workload without(Address provider) {
        return with(spec, token, state, reason, place, search.map(it -> it.without(provider)));
    }

    /// Without its place, not to go there again, and with a token that opens nothing to whoever had the one before.
    Workload elsewhere(String newToken) {
        var text = spec.toJson().toString().replace(token, newToken);
        var newSpec = WorkloadSpec.from(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
        var left = search.map(it -> place.map(Place::provider).map(it::without).orElse(it));
        return with(newSpec, newToken, State.PENDING, "", Optional.empty(), left);
    }

    Workload to(State next, String why) {
        return with(spec, token, next, why, place, search);
    }

    Workload settled(Settlement how) {
        return new Workload(
                id,
                tenant,
                name,
                created,
                spec,
                token,
                cpuMillis,
                sources,
                state,
                reason,
                place,
                Optional.of(how),
                search);
    }

    private Workload with(
            WorkloadSpec newSpec,
            String newToken,
            State next,
            String why,
            Optional<Place> where,
            Optional<Search> newSearch) {
        return new Workload(
                id,
                tenant,
                name,
                created,
                newSpec,
                newToken,
                cpuMillis,
                sources,
                next,
                why,
                where,
                settlement,
                newSearch);
    }

    JsonObject toJson() {
        var json = Json.object()
                .put("id", id)
                .put("tenant", tenant.value())
                .put("name", name)
                .put("created", created.toString())
                .put("spec", spec.toJson())
                .put("token", token)
                .put("cpuMillis", cpuMillis)
                .put(
                        "sources",
                        Json.array(sources.stream()
                                .map(source -> Json.object()
                                        .put("bucket", source.bucket)
                                        .put("prefix", source.prefix)
                                        .put("readOnly", source.readOnly)
                                        .put(
                                                "names",
                                                Json.texts(source.names.stream()
                                                        .sorted()
                                                        .toList()))
                                        .build())
                                .toList()))
                .put("state", state.name())
                .put("reason", reason);
        place.ifPresent(it -> json.put("place", it.toJson()));
        settlement.ifPresent(it -> json.put("settlement", it.toJson()));
        search.ifPresent(it -> json.put("search", it.toJson()));
        return json.build();
    }

    static Workload from(JsonObject json) {
        return new Workload(
                json.text("id"),
                new TenantId(json.text("tenant")),
                json.text("name"),
                Instant.parse(json.text("created")),
                WorkloadSpec.from(json.object("spec")),
                json.text("token"),
                (int) json.integer("cpuMillis"),
                json.array("sources")
                        .objects()
                        .map(source -> new Source(
                                source.text("bucket"),
                                source.text("prefix"),
                                source.flag("readOnly"),
                                Set.copyOf(source.array("names").texts())))
                        .toList(),
                State.valueOf(json.text("state")),
                json.text("reason"),
                json.has("place") ? Optional.of(Place.from(json.object("place"))) : Optional.empty(),
                json.has("settlement") ? Optional.of(Settlement.from(json.object("settlement"))) : Optional.empty(),
                json.has("search") ? Optional.of(Search.from(json.object("search"))) : Optional.empty());
    }

    @Override
    public String toString() {
        return "Workload[" + id + ", " + state + "]";
    }
}
