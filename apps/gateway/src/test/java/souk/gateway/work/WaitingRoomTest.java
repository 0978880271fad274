package souk.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.gateway.store.TenantId;

final class WaitingRoomTest {
    private static final TenantId CROWD = new TenantId("crowd");
    private static final TenantId GUEST = new TenantId("guest");
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private Instant now = START;
    private final WaitingRoom room = new WaitingRoom(_ -> false, () -> now);

    @Test
    void tenantsTakeTurnsAndTheOldestIsFirst() {
        for (int i = 0; i < 6; i++) {
            join("crowd-" + i, CROWD, i);
        }
        join("guest-0", GUEST, 10);
        pass(1);

        assertThat(room.due()).containsExactly("crowd-0", "guest-0", "crowd-1", "crowd-2");
    }

    @Test
    void nobodyWaitsBehindOneThatCannotBePlaced() {
        for (int i = 0; i < 6; i++) {
            join("job-" + i, CROWD, i);
        }
        pass(1);
        var first = room.due();
        first.forEach(id -> room.tried(id, false));

        assertThat(room.due()).containsExactly("job-4", "job-5");
    }

    @Test
    void pausesGrowUpToABound() {
        join("job", CROWD, 0);
        for (int seconds : new int[] {1, 1, 2, 4, 8, 15, 15}) {
            pass(seconds - 1);
            assertThat(room.due()).isEmpty();
            pass(1);
            assertThat(room.due()).containsExactly("job");
            room.tried("job", false);
        }
    }

    @Test
    void theLastTryIsAtTheDeadline() {
        room.join("job", CROWD, waiting(0, 5));
        pass(1);
        room.due();
        room.tried("job", false);
        pass(1);
        room.due();
        room.tried("job", false);
        pass(2);
        room.due();
        room.tried("job", false);
        assertThat(room.due()).isEmpty();
        pass(1);

        assertThat(room.due()).containsExactly("job");
    }

    @Test
    void oneThatIsTriedIsNotTriedTwice() {
        join("job", CROWD, 0);
        pass(1);

        assertThat(room.due()).containsExactly("job");
        pass(60);
        assertThat(room.due()).isEmpty();
        room.tried("job", true);
        assertThat(room.waiting()).isZero();
    }

    private void join(String id, TenantId tenant, int since) {
        room.join(id, tenant, waiting(since, 600));
    }

    private static Waiting waiting(int since, int until) {
        return new Waiting(
                START.plusSeconds(since), START.plusSeconds(until), ErrorCode.NO_OFFER, "nothing", Optional.empty());
    }

    private void pass(int seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }
}
