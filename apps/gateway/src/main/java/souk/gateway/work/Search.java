package souk.gateway.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;

/// How far the search for a provider has come.
///
/// @param tried providers that had the job, or refused it, in this order
/// @param waiting while it waits for a provider
public record Search(JobRequest request, List<Address> tried, Optional<Waiting> waiting) {
    public Search {
        tried = List.copyOf(tried);
    }

    static Search of(JobRequest request) {
        return new Search(request, List.of(), Optional.empty());
    }

    Search without(Address provider) {
        var more = new ArrayList<>(tried);
        more.add(provider);
        return new Search(request, more, waiting);
    }

    /// Waiting, and from the beginning when an offer comes.
    Search waiting(Waiting why) {
        return new Search(request, List.of(), Optional.of(why));
    }

    Search placed() {
        return new Search(request, tried, Optional.empty());
    }

    JsonObject toJson() {
        var json = Json.object()
                .put("request", request.toJson())
                .put("tried", Json.texts(tried.stream().map(Address::hex).toList()));
        waiting.ifPresent(it -> json.put("waiting", it.toJson()));
        return json.build();
    }

    static Search from(JsonObject json) {
        return new Search(
                JobRequest.from(json.object("request")),
                json.array("tried").texts().stream().map(Address::new).toList(),
                json.has("waiting") ? Optional.of(Waiting.from(json.object("waiting"))) : Optional.empty());
    }
}
