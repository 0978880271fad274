package souk.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // what never comes must fail, not hang
final class AdmissionTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Rank ALL = new Rank("all", 1, 10, 10);
    private static final Rank HIGH = new Rank("high", 16, 100, 100);
    private static final Rank LOW = new Rank("low", 1, 100, 100);

    private record Admitted(String tenant, Admission.Place place) {}

    private final AtomicLong clock = new AtomicLong();
    private final LinkedBlockingQueue<Admitted> admitted = new LinkedBlockingQueue<>();

    @Test
    void aTenantAloneMayHaveAllPlaces() {
        var admission = admission(2, Duration.ZERO);

        assertThat(admission.enter(ALL, "crowd")).isPresent();
        assertThat(admission.enter(ALL, "crowd")).isPresent();
        assertThat(admission.enter(ALL, "crowd")).isEmpty();
        assertThat(admission.enter(ALL, "guest")).isEmpty();
    }

    @Test
    void theNextFreePlaceGoesToWhoHadTheLeast() throws InterruptedException {
        var admission = admission(2, LONG);
        var first = admission.enter(ALL, "crowd").orElseThrow();
        var second = admission.enter(ALL, "crowd").orElseThrow();
        come(admission, ALL, "crowd");
        come(admission, ALL, "crowd");
        come(admission, ALL, "guest");

        first.close();
        assertThat(admitted.take().tenant()).isEqualTo("guest");
        second.close();
        assertThat(admitted.take().tenant()).isEqualTo("crowd");
    }

    @Test
    void madeUpTenantsShareWhatTheirClassHas() throws InterruptedException {
        var admission = admission(1, LONG);
        var place = admission.enter(LOW, "first").orElseThrow();
        for (int i = 0; i < 34; i++) {
            come(admission, LOW, "made up " + i);
        }
        for (int i = 0; i < 34; i++) {
            come(admission, HIGH, "known");
        }

        var order = drain(admission, place, 34);

        assertThat(order.stream().filter("known"::equals).count()).isBetween(30L, 33L);
    }

    @Test
    void sendsAwayWhoIsOneTooManyOfItsClassOrItsOwn() throws InterruptedException {
        var admission = admission(1, LONG);
        var narrow = new Rank("narrow", 1, 2, 1);
        try (var place = admission.enter(narrow, "a").orElseThrow()) {
            come(admission, narrow, "a");
            assertThat(admission.enter(narrow, "a")).isEmpty();
            come(admission, narrow, "b");
            assertThat(admission.enter(narrow, "c")).isEmpty();
            assertThat(place).isNotNull();
        }
        admitted.take().place().close();
        admitted.take().place().close();
    }

    @Test
    void whoGivesUpWaitingLeavesNoHole() {
        var admission = admission(1, Duration.ofMillis(1));
        var held = admission.enter(ALL, "crowd").orElseThrow();

        assertThat(admission.enter(ALL, "guest")).isEmpty();
        held.close();

        assertThat(admission.enter(ALL, "guest")).isPresent();
    }

    @Test
    void tellsWhoIsSentAwayWhenThoseWhoWaitWillHaveBeenServed() throws InterruptedException {
        var admission = admission(1, LONG);
        for (int i = 0; i < 100; i++) {
            var place = admission.enter(ALL, "a").orElseThrow();
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            place.close();
        }
        var held = admission.enter(ALL, "a").orElseThrow();
        assertThat(admission.retryAfter()).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(2));
        come(admission, ALL, "b");
        assertThat(admission.retryAfter()).isBetween(Duration.ofMillis(3_900), Duration.ofSeconds(4));
        held.close();
        admitted.take().place().close();
    }

    @Test
    void aPlaceGivenBackTwiceIsFreeOnce() {
        var admission = admission(1, Duration.ZERO);
        var place = admission.enter(ALL, "a").orElseThrow();
        place.close();
        place.close();

        assertThat(admission.enter(ALL, "a")).isPresent();
        assertThat(admission.enter(ALL, "a")).isEmpty();
    }

    private Admission admission(int places, Duration patience) {
        return new Admission(new Limit.Fixed(places), patience, clock::get);
    }

    private List<String> drain(Admission admission, Admission.Place first, int rounds) throws InterruptedException {
        var order = new ArrayList<String>();
        var place = first;
        for (int i = 0; i < rounds; i++) {
            clock.addAndGet(1_000_000);
            place.close();
            var next = admitted.take();
            order.add(next.tenant());
            place = next.place();
        }
        while (admission.waiting() > 0) {
            place.close();
            place = admitted.take().place();
        }
        return order;
    }

    private void come(Admission admission, Rank rank, String tenant) throws InterruptedException {
        int before = admission.waiting();
        Thread.startVirtualThread(
                () -> admission.enter(rank, tenant).ifPresent(place -> admitted.add(new Admitted(tenant, place))));
        while (admission.waiting() == before) {
            Thread.sleep(1);
        }
    }
}
