package souk.sdk.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

final class RelaysTest {
    private final Relays<String> relays = new Relays<>(List.of("a", "b"), Duration.ofMinutes(1));

    @Test
    void collectsWhatEachAnswers() {
        assertThat(relays.ask(RelaysTest::name).stream().map(it -> it.text("name")))
                .containsExactly("a", "b");
    }

    @Test
    void leavesOutWhoFailsAsLongAsOneAnswers() {
        var answers = relays.ask(relay -> relay.equals("a") ? fail(ErrorCode.UNAVAILABLE) : name(relay));

        assertThat(answers).hasSize(1);
    }

    @Test
    void leavesOutWhoIsSilent() {
        var hasty = new Relays<>(List.of("a", "b"), Duration.ofMillis(300));
        var never = new CountDownLatch(1);

        var answers = hasty.ask(relay -> {
            if (relay.equals("a")) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    return fail(ErrorCode.DEADLINE_EXCEEDED);
                }
            }
            return name(relay);
        });

        assertThat(answers.getFirst().text("name")).isEqualTo("b");
    }

    @Test
    void saysThatNothingIsOnOfferRatherThanThatARelayIsAway() {
        assertThatThrownBy(
                        () -> relays.ask(relay -> fail(relay.equals("a") ? ErrorCode.UNAVAILABLE : ErrorCode.NO_OFFER)))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_OFFER));
    }

    @Test
    void asksTheNextWhenTheFirstIsAway() {
        var answer = relays.askOne(relay -> relay.equals("a") ? fail(ErrorCode.UNAVAILABLE) : name(relay));

        assertThat(answer.text("name")).isEqualTo("b");
    }

    private static JsonObject name(String relay) {
        return Json.object().put("name", relay).build();
    }

    private static JsonObject fail(ErrorCode code) {
        throw new SoukException(code, "no");
    }
}
