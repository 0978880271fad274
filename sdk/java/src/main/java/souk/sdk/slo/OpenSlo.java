package souk.sdk.slo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.service.Objective;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;

/// Service level objectives: what Souk takes of an OpenSLO v1 document of kind `SLO`. Everything else in it is
/// refused with line and column, never ignored.
///
/// Each epoch is judged by itself, by what auditors measured in it: no objective is met on the average of a month.
///
/// @param label what people call it, may be empty
/// @param service that it is about, for people
/// @param window for which it is judged, where the document says so: must be an epoch of the market it is used in
/// @param schedule contract that says what missing an objective costs, where the document names one
/// @param promises one an indicator, in their order
public record OpenSlo(
        String name,
        String label,
        String service,
        String description,
        Optional<Duration> window,
        Optional<Address> schedule,
        List<Promise> promises) {
    /// A document is a page of text; more is a mistake or an attack.
    public static final int MAX_BYTES = 64 * 1024;

    /// The annotation that names a penalty schedule.
    public static final String SCHEDULE = "souk/penalty-schedule";

    private static final String STORAGE = "/souk/slo/storage.yaml";

    /// An objective, and what people call it; that may be empty.
    public record Promise(String label, Objective objective) {}

    public OpenSlo {
        promises = promises.stream()
                .sorted(Comparator.comparing(it -> it.objective().indicator()))
                .toList();
    }

    /// Reads a document.
    ///
    /// @throws SoukException `BAD_SLO` with line and column
    public static OpenSlo parse(String text) {
        return OpenSloReader.read(text);
    }

    /// The text of what storage leases promise where nobody says otherwise.
    public static String storageText() {
        try (var text = OpenSlo.class.getResourceAsStream(STORAGE)) {
            if (text == null) {
                throw new IllegalStateException(STORAGE + " is not on the class path");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Objective> objectives() {
        return promises.stream().map(Promise::objective).toList();
    }

    /// All that the document says, in one form whatever its layout, units and order were.
    public JsonObject canonical() {
        var json = Json.object()
                .put("apiVersion", "openslo/v1")
                .put("kind", "SLO")
                .put("name", name)
                .put("displayName", label)
                .put("service", service)
                .put("description", description)
                .put(
                        "objectives",
                        Json.array(promises.stream().map(OpenSlo::json).toList()));
        window.ifPresent(it -> json.put("windowSeconds", it.toSeconds()));
        schedule.ifPresent(it -> json.put("penaltySchedule", it.hex()));
        return json.build();
    }

    /// SHA-256 of the canonical form.
    public Digest document() {
        return Digest.of(Sha256.hash(canonical().canonical()));
    }

    /// What goes into an order on a market.
    ///
    /// @param otherwise the schedule where the document names none
    /// @param epoch of the market
    /// @throws SoukException `BAD_SLO` when the document is about another window than an epoch
    public ServiceTerms terms(Address otherwise, Duration epoch) {
        requireJudgedBy(epoch);
        return new ServiceTerms(document(), schedule.orElse(otherwise), objectives());
    }

    /// @throws SoukException `BAD_SLO` when the document is about another window than an epoch
    public void requireJudgedBy(Duration epoch) {
        if (window.filter(it -> !it.equals(epoch)).isPresent()) {
            throw new SoukException(
                    ErrorCode.BAD_SLO,
                    "'" + name + "' is about windows of " + window.get().toSeconds() + "s and this market judges epochs"
                            + " of " + epoch.toSeconds() + "s: say so in timeWindow, or leave timeWindow out");
        }
    }

    private static JsonObject json(Promise promise) {
        return Json.object()
                .put("displayName", promise.label())
                .put("indicator", promise.objective().indicator().name())
                .put("target", promise.objective().target())
                .build();
    }
}
