package souk.gateway.work;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.sdk.compose.ComposeFile;

/// What a tenant asks for. Kept with the workload, so that the search for a provider can begin again.
///
/// @param module SHA-256 of a module handed over before
/// @param where CEL that the offer must fulfil beside what the file says; blank for nothing
/// @param maxDeviation most above the base price, whatever the file says, in hundredths of a percent; empty for what
///     the file says
/// @param service levels that both parties sign, if any
/// @param queueTimeout how long it may wait for a provider; empty to be refused at once when there is none
/// @param fallbacks providers to turn to, in this order, when the first one fails
public record JobRequest(
        String compose,
        Digest module,
        String where,
        OptionalInt maxDeviation,
        Optional<ServiceTerms> service,
        Optional<Duration> queueTimeout,
        List<Address> fallbacks) {
    /// Providers named as fallbacks.
    public static final int MAX_FALLBACKS = 8;

    /// Longest wait for a provider: prices and needs of yesterday are not today's.
    public static final Duration MAX_QUEUE_TIMEOUT = Duration.ofHours(24);

    /// @throws SoukException `BAD_REQUEST` beyond the limits, or when a fallback is named twice
    public JobRequest {
        fallbacks = List.copyOf(fallbacks);
        if (fallbacks.size() > MAX_FALLBACKS || fallbacks.stream().distinct().count() < fallbacks.size()) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "name up to " + MAX_FALLBACKS + " fallback providers, each once");
        }
        queueTimeout
                .filter(it -> it.isNegative() || it.compareTo(MAX_QUEUE_TIMEOUT) > 0)
                .ifPresent(it -> {
                    throw new SoukException(
                            ErrorCode.BAD_REQUEST,
                            "a job waits for a provider for " + MAX_QUEUE_TIMEOUT.toHours() + "h at the most");
                });
    }

    /// A job that waits for nobody and names nobody.
    public static JobRequest of(String compose, Digest module) {
        return new JobRequest(compose, module, "", OptionalInt.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /// The file with what was asked beside it.
    ///
    /// @throws SoukException `BAD_COMPOSE`
    ComposeFile file() {
        return ComposeFile.parse(compose).asking(where).within(maxDeviation);
    }

    JsonObject toJson() {
        var json = Json.object()
                .put("compose", compose)
                .put("module", module.hex())
                .put("where", where)
                .put(
                        "fallbacks",
                        Json.texts(fallbacks.stream().map(Address::hex).toList()));
        maxDeviation.ifPresent(it -> json.put("maxDeviation", it));
        service.ifPresent(it -> json.put("service", it.toJson()));
        queueTimeout.ifPresent(it -> json.put("queueSeconds", it.toSeconds()));
        return json.build();
    }

    static JobRequest from(JsonObject json) {
        return new JobRequest(
                json.text("compose"),
                new Digest(json.text("module")),
                json.text("where"),
                json.has("maxDeviation") ? OptionalInt.of((int) json.integer("maxDeviation")) : OptionalInt.empty(),
                json.has("service") ? Optional.of(ServiceTerms.from(json.object("service"))) : Optional.empty(),
                json.has("queueSeconds")
                        ? Optional.of(Duration.ofSeconds(json.integer("queueSeconds")))
                        : Optional.empty(),
                json.array("fallbacks").texts().stream().map(Address::new).toList());
    }
}
