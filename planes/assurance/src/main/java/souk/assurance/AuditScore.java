package souk.assurance;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;

/// A provider's standing: two beta scores that forget, α ← λα + good and β ← λβ + bad, score = α / (α + β)
/// (Jøsang and Ismail, "The beta reputation system", 2002). Possession and uptime are apart, so that an outage
/// never looks like lost data. With λ = 0.999 and α at its limit of 1,000, some forty failures in a row
/// disqualify, and one lost dispute does alone.
///
/// @param possession weights of audits passed and failed
/// @param uptime weights of epochs answered and missed
/// @param audits audits passed or failed so far
/// @param since the first of them
public record AuditScore(Address provider, Beta possession, Beta uptime, long audits, Instant since) {
    /// λ of possession: an audit counts half after 693 more.
    public static final double POSSESSION_DECAY = 0.999;
    /// λ of uptime: an epoch counts half after 69 more.
    public static final double UPTIME_DECAY = 0.99;
    /// Possession below this: no new leases, ever again.
    public static final double DISQUALIFIED_BELOW = 0.96;
    /// Uptime below this: no new leases until it recovers.
    public static final double SUSPENDED_BELOW = 0.9;
    /// Weight of a lost dispute, which is loss proven: enough to disqualify at once.
    public static final double LOST_DISPUTE_WEIGHT = 50;
    /// Audits and age before a provider counts as vetted.
    public static final long VETTING_AUDITS = 100;

    public static final Duration VETTING_AGE = Duration.ofDays(21);

    /// α and β of a beta score.
    public record Beta(double good, double bad) {
        /// Between 0 and 1.
        public double value() {
            return good / (good + bad);
        }

        Beta after(double decay, double moreGood, double moreBad) {
            return new Beta(decay * good + moreGood, decay * bad + moreBad);
        }

        private JsonObject toJson() {
            return Json.object()
                    .put("good", new Json.Number(good))
                    .put("bad", new Json.Number(bad))
                    .build();
        }

        private static Beta from(JsonObject json) {
            return new Beta(number(json, "good"), number(json, "bad"));
        }

        private static double number(JsonObject json, String name) {
            return json.get(name)
                    .map(value -> value instanceof Json.Number(double number) ? number : Double.NaN)
                    .filter(number -> number >= 0)
                    .orElseThrow(() -> new SoukException(ErrorCode.BAD_JSON, "'" + name + "' must be a number"));
        }
    }

    /// What moves a score.
    public enum Event {
        PASSED,
        FAILED,
        /// Answered, but there was nothing to audit.
        ANSWERED,
        MISSED,
        /// Showed on the ledger what it had not shown the auditor.
        DISPUTE_ANSWERED,
        DISPUTE_LOST
    }

    public AuditScore {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(possession);
        Objects.requireNonNull(uptime);
        since = Instant.ofEpochSecond(since.getEpochSecond());
    }

    /// A provider nobody has audited: full weights, so that one stray failure does not end it.
    public static AuditScore fresh(Address provider, Instant now) {
        return new AuditScore(
                provider, new Beta(1 / (1 - POSSESSION_DECAY), 0), new Beta(1 / (1 - UPTIME_DECAY), 0), 0, now);
    }

    /// The score after an event.
    public AuditScore after(Event event) {
        return switch (event) {
            case PASSED -> with(audited(1, 0), up(), 1);
            case FAILED -> with(audited(0, 1), up(), 1);
            case ANSWERED -> with(possession, up(), 0);
            case MISSED -> with(possession, uptime.after(UPTIME_DECAY, 0, 1), 0);
            case DISPUTE_ANSWERED -> this;
            case DISPUTE_LOST -> with(audited(0, LOST_DISPUTE_WEIGHT), uptime, 0);
        };
    }

    public boolean isDisqualified() {
        return possession.value() < DISQUALIFIED_BELOW;
    }

    public boolean isSuspended() {
        return uptime.value() < SUSPENDED_BELOW;
    }

    /// Whether the provider has been watched long enough to get more than a newcomer's share.
    public boolean isVetted(Instant now) {
        return audits >= VETTING_AUDITS && !now.isBefore(since.plus(VETTING_AGE)) && !isDisqualified();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("provider", provider.hex())
                .put("possession", possession.toJson())
                .put("uptime", uptime.toJson())
                .put("audits", audits)
                .put("since", since.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static AuditScore from(JsonObject json) {
        return new AuditScore(
                new Address(json.text("provider")),
                Beta.from(json.object("possession")),
                Beta.from(json.object("uptime")),
                json.integer("audits"),
                Instant.ofEpochSecond(json.integer("since")));
    }

    private AuditScore with(Beta newPossession, Beta newUptime, int moreAudits) {
        return new AuditScore(provider, newPossession, newUptime, audits + moreAudits, since);
    }

    private Beta audited(double good, double bad) {
        return possession.after(POSSESSION_DECAY, good, bad);
    }

    private Beta up() {
        return uptime.after(UPTIME_DECAY, 1, 0);
    }
}
