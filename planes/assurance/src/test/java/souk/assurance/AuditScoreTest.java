package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.json.Json;

final class AuditScoreTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private final AuditScore fresh = AuditScore.fresh(FakeMarket.TARGET.provider(), NOW);

    @Test
    void survivesAStrayFailureAndNoLostDispute() {
        assertThat(fresh.after(AuditScore.Event.FAILED).isDisqualified()).isFalse();
        assertThat(fresh.after(AuditScore.Event.DISPUTE_LOST).isDisqualified()).isTrue();
        assertThat(after(fresh, AuditScore.Event.FAILED, 39).isDisqualified()).isFalse();
        assertThat(after(fresh, AuditScore.Event.FAILED, 42).isDisqualified()).isTrue();
    }

    @Test
    void suspendsForOutagesAndForgetsThem() {
        AuditScore down = after(fresh, AuditScore.Event.MISSED, 12);

        assertThat(down.isSuspended()).isTrue();
        assertThat(down.possession()).isEqualTo(fresh.possession());
        assertThat(after(down, AuditScore.Event.PASSED, 100).isSuspended()).isFalse();
    }

    @Test
    void vetsByAuditsAndAge() {
        AuditScore seasoned = after(fresh, AuditScore.Event.PASSED, 100);

        assertThat(seasoned.isVetted(NOW)).isFalse();
        assertThat(seasoned.isVetted(NOW.plus(AuditScore.VETTING_AGE))).isTrue();
        assertThat(fresh.isVetted(NOW.plus(AuditScore.VETTING_AGE))).isFalse();
    }

    @Test
    void survivesJson() {
        AuditScore score = after(after(fresh, AuditScore.Event.FAILED, 3), AuditScore.Event.MISSED, 7);

        assertThat(AuditScore.from(Json.parseObject(score.toJson().canonical())))
                .isEqualTo(score);
    }

    private static AuditScore after(AuditScore score, AuditScore.Event event, int times) {
        AuditScore result = score;
        for (int i = 0; i < times; i++) {
            result = result.after(event);
        }
        return result;
    }
}
