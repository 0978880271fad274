package souk.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;

/// Whether the gateway can serve: the ledger answers, enough providers are registered, and the S3 door
/// is open.
final class Health {
    /// The ledger is asked at most so often, however often we are.
    private static final Duration FRESH = Duration.ofMillis(500);

    private final Ledger ledger;
    private final int leastProviders;
    private final BooleanSupplier listening;
    private final BooleanSupplier keeper;
    private final InstantSource clock;
    private boolean everReady;
    private String status = "starting";
    private Instant until = Instant.MIN;

    Health(Ledger ledger, int leastProviders, BooleanSupplier listening, BooleanSupplier keeper, InstantSource clock) {
        this.ledger = ledger;
        this.leastProviders = leastProviders;
        this.listening = listening;
        this.keeper = keeper;
        this.clock = clock;
    }

    /// `ready`; before it ever was, `starting`; after, `degraded`.
    synchronized JsonObject now() {
        if (!clock.instant().isBefore(until)) {
            boolean ready = listening.getAsBoolean() && ledgerAnswers();
            everReady |= ready;
            status = ready ? "ready" : everReady ? "degraded" : "starting";
            until = clock.instant().plus(FRESH);
        }
        return Json.object()
                .put("status", status)
                .put("keeper", keeper.getAsBoolean())
                .build();
    }

    private boolean ledgerAnswers() {
        try {
            return ledger.providers().stream().filter(ProviderState::active).count() >= leastProviders;
        } catch (SoukException e) {
            return false;
        }
    }
}
