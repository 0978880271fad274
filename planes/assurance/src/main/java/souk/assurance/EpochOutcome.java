package souk.assurance;

import java.time.Instant;
import java.util.List;
import souk.assurance.AuditVerdict.FailureKind;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.InventoryRoot;
import souk.core.record.Cid;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// What an auditor found for a lease and an epoch; the payer's voucher follows it: an epoch that passed is paid
/// for the bytes of its root, one that failed or showed no root is not, and one unmeasured for the auditor's
/// own reasons is paid by the readings both sides signed.
public sealed interface EpochOutcome {
    AuditTarget target();

    long epoch();

    /// When it was found, whole seconds.
    Instant at();

    default LeaseId lease() {
        return target().lease();
    }

    default Address provider() {
        return target().provider();
    }

    /// All cells were shown.
    ///
    /// @param root what was audited
    /// @param leaves cells shown
    /// @param transcripts the public records
    record Passed(AuditTarget target, long epoch, Instant at, InventoryRoot root, int leaves, List<Cid> transcripts)
            implements EpochOutcome {
        public Passed {
            at = Instant.ofEpochSecond(at.getEpochSecond());
            transcripts = List.copyOf(transcripts);
        }
    }

    /// A cell was not shown.
    ///
    /// @param root what was audited
    /// @param evidence the public record
    record Failed(AuditTarget target, long epoch, Instant at, InventoryRoot root, FailureKind kind, Cid evidence)
            implements EpochOutcome {
        public Failed {
            at = Instant.ofEpochSecond(at.getEpochSecond());
        }
    }

    /// Nothing can be said of the data.
    record Unmeasured(AuditTarget target, long epoch, Instant at, Reason reason) implements EpochOutcome {
        public Unmeasured {
            at = Instant.ofEpochSecond(at.getEpochSecond());
        }
    }

    /// Why an epoch is unmeasured.
    enum Reason {
        /// The provider could not be reached, or not in time.
        UNREACHABLE,
        /// The provider shows no root, an older one than before, or one without both signatures.
        NO_SOUND_ROOT,
        /// No root has been signed yet.
        NO_ROOT,
        /// The inventory is empty.
        EMPTY;

        /// Whether the provider should have done better: it counts as a missed epoch.
        public boolean isMissed() {
            return this == UNREACHABLE || this == NO_SOUND_ROOT;
        }
    }

    /// `PASSED`, `FAILED` or `UNMEASURED`.
    default String status() {
        return switch (this) {
            case Passed passed -> "PASSED";
            case Failed failed -> "FAILED";
            case Unmeasured unmeasured -> "UNMEASURED";
        };
    }

    default JsonObject toJson() {
        var json = Json.object()
                .put("target", target().toJson())
                .put("epoch", epoch())
                .put("at", at().getEpochSecond())
                .put("status", status());
        switch (this) {
            case Passed passed ->
                json.put("root", passed.root().toJson())
                        .put("leaves", passed.leaves())
                        .put(
                                "transcripts",
                                Json.texts(passed.transcripts().stream()
                                        .map(Cid::text)
                                        .toList()));
            case Failed failed ->
                json.put("root", failed.root().toJson())
                        .put("kind", failed.kind().name())
                        .put("evidence", failed.evidence().text());
            case Unmeasured unmeasured -> json.put("reason", unmeasured.reason().name());
        }
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    static EpochOutcome from(JsonObject json) {
        var target = AuditTarget.from(json.object("target"));
        long epoch = json.integer("epoch");
        var at = Instant.ofEpochSecond(json.integer("at"));
        return switch (json.text("status")) {
            case "PASSED" ->
                new Passed(
                        target,
                        epoch,
                        at,
                        InventoryRoot.from(json.object("root")),
                        Math.toIntExact(json.integer("leaves")),
                        json.array("transcripts").texts().stream().map(Cid::new).toList());
            case "FAILED" ->
                new Failed(
                        target,
                        epoch,
                        at,
                        InventoryRoot.from(json.object("root")),
                        Evidence.kind(json.text("kind")),
                        new Cid(json.text("evidence")));
            case "UNMEASURED" -> new Unmeasured(target, epoch, at, reason(json.text("reason")));
            default -> throw new SoukException(ErrorCode.BAD_REQUEST, "no such status: " + json.text("status"));
        };
    }

    private static Reason reason(String name) {
        try {
            return Reason.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "no such reason: " + name, e);
        }
    }
}
