package souk.availability;

import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// What a publisher knows about a record that is in custody.
///
/// @param batch root of the batch it was anchored in, zero before that
/// @param anchor the transaction that anchored it, empty before that
public record PublishedRecord(AvailabilityCertificate certificate, Digest batch, String anchor) {
    /// In custody, not anchored yet.
    static PublishedRecord of(AvailabilityCertificate certificate) {
        return new PublishedRecord(certificate, Digest.ZERO, "");
    }

    PublishedRecord anchored(Digest root, String transaction) {
        return new PublishedRecord(certificate, root, transaction);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("certificate", certificate.toJson())
                .put("batch", batch.hex())
                .put("anchor", anchor)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static PublishedRecord from(JsonObject json) {
        return new PublishedRecord(
                AvailabilityCertificate.from(json.object("certificate")),
                new Digest(json.text("batch")),
                json.text("anchor"));
    }
}
