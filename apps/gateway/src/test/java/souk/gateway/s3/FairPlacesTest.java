package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import souk.gateway.store.TenantId;

final class FairPlacesTest {
    private static final TenantId CROWD = new TenantId("crowd");
    private static final TenantId GUEST = new TenantId("guest");
    private static final Duration LONG = Duration.ofMinutes(1);

    private record Admitted(TenantId tenant, FairPlaces.Place place) {}

    private final LinkedBlockingQueue<Admitted> admitted = new LinkedBlockingQueue<>();

    @Test
    void aTenantAloneMayHaveAllPlaces() {
        var places = new FairPlaces(2, 0, Duration.ZERO);

        assertThat(places.enter(CROWD)).isPresent();
        assertThat(places.enter(CROWD)).isPresent();
        assertThat(places.enter(CROWD)).isEmpty();
        assertThat(places.enter(GUEST)).isEmpty();
    }

    @Test
    void theNextFreePlaceGoesToWhoHoldsTheFewest() throws InterruptedException {
        var places = new FairPlaces(2, 10, LONG);
        var first = places.enter(CROWD).orElseThrow();
        var second = places.enter(CROWD).orElseThrow();
        come(places, CROWD, 1);
        come(places, CROWD, 2);
        come(places, GUEST, 3);

        first.close();
        assertThat(admitted.take().tenant()).isEqualTo(GUEST);
        second.close();
        assertThat(admitted.take().tenant()).isEqualTo(CROWD);
    }

    @Test
    void whoGivesUpWaitingLeavesNoHole() {
        var places = new FairPlaces(1, 1, Duration.ofMillis(1));
        var held = places.enter(CROWD).orElseThrow();

        assertThat(places.enter(GUEST)).isEqualTo(Optional.empty());
        held.close();

        assertThat(places.enter(GUEST)).isPresent();
    }

    private void come(FairPlaces places, TenantId tenant, int line) throws InterruptedException {
        Thread.startVirtualThread(
                () -> places.enter(tenant).ifPresent(place -> admitted.add(new Admitted(tenant, place))));
        while (places.waiting() < line) {
            Thread.sleep(1);
        }
    }
}
