package souk.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.gateway.work.WorkloadsFixture.OWNER;
import static souk.gateway.work.WorkloadsFixture.isAt;
import static souk.gateway.work.WorkloadsFixture.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.work.FakeComputeMarket.Mood;

final class QueuedWorkloadsTest {
    private static final JobRequest PATIENT = job(Optional.of(Duration.ofMinutes(10)));

    @TempDir
    private Path folder = Path.of("");

    private WorkloadsFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new WorkloadsFixture(folder);
    }

    @AfterEach
    void end() throws Exception {
        fixture.close();
    }

    @Test
    void waitsWithItsReasonWhenNothingFits() {
        var queued = fixture.start().run(OWNER, PATIENT);

        assertThat(queued.state()).isEqualTo(Workload.State.QUEUED);
        var waiting = queued.sought().waiting().orElseThrow();
        assertThat(waiting.code()).isEqualTo(ErrorCode.NO_OFFER);
        assertThat(waiting.reason()).isEqualTo("0 offers examined");
        assertThat(waiting.explanation()).contains(FakeComputeMarket.EXPLANATION);
        assertThat(waiting.until()).isEqualTo(fixture.now.get().plus(Duration.ofMinutes(10)));
    }

    @Test
    void isPlacedWhenAnOfferAppears() throws InterruptedException {
        var workloads = fixture.start();
        var queued = workloads.run(OWNER, PATIENT);

        fixture.market.offer(1);
        fixture.pass(Duration.ofSeconds(2));

        var placed = fixture.await(workloads, queued.id(), it -> isAt(it, 1));
        assertThat(placed.sought().waiting()).isEmpty();
    }

    @Test
    void isPlacedWhenCapacityIsFreed() throws InterruptedException {
        fixture.market.offer(1);
        fixture.market.is(1, Mood.FULL);
        var workloads = fixture.start();
        var queued = workloads.run(OWNER, PATIENT);
        assertThat(queued.sought().waiting().orElseThrow().code()).isEqualTo(ErrorCode.NO_CAPACITY);

        fixture.market.is(1, Mood.WELL);
        fixture.pass(Duration.ofSeconds(2));

        fixture.await(workloads, queued.id(), it -> isAt(it, 1));
    }

    @Test
    void tellsTheNewestReason() throws InterruptedException {
        var workloads = fixture.start();
        var queued = workloads.run(OWNER, PATIENT);

        fixture.market.offer(1);
        fixture.market.is(1, Mood.FULL);
        fixture.pass(Duration.ofSeconds(2));

        fixture.await(workloads, queued.id(), it -> it.reason().equals("full"));
    }

    @Test
    void isRefusedInTheEndWithTheLastReason() throws InterruptedException {
        var workloads = fixture.start();
        var queued = workloads.run(OWNER, PATIENT);

        fixture.pass(Duration.ofMinutes(10));

        var refused = fixture.await(workloads, queued.id(), it -> it.state().ended());
        assertThat(refused.state()).isEqualTo(Workload.State.FAILED);
        assertThat(refused.reason())
                .isEqualTo("no provider within 600 s; the last reason, NO_OFFER: 0 offers examined");
    }

    @Test
    void waitsOnAfterARestartUntilTheSameDeadline() throws InterruptedException {
        var before = fixture.start();
        var queued = before.run(OWNER, PATIENT);
        before.close();
        fixture.pass(Duration.ofMinutes(9));

        var after = fixture.start();
        assertThat(after.get(OWNER, queued.id()).state()).isEqualTo(Workload.State.QUEUED);
        fixture.pass(Duration.ofMinutes(1));

        fixture.await(after, queued.id(), it -> it.state() == Workload.State.FAILED);
    }

    @Test
    void canBeStoppedWhileItWaits() {
        var workloads = fixture.start();
        var queued = workloads.run(OWNER, PATIENT);

        assertThat(workloads.stop(OWNER, queued.id()).state()).isEqualTo(Workload.State.STOPPED);
        fixture.market.offer(1);
        fixture.pass(Duration.ofMinutes(1));
        assertThat(fixture.market.asked).isEmpty();
    }

    @Test
    void isRefusedAtOnceWithoutATimeToWait() {
        var workloads = fixture.start();

        assertThatThrownBy(() -> workloads.run(OWNER, job(Optional.empty())))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_OFFER));
        assertThat(workloads.of(OWNER)).isEmpty();
    }

    @Test
    void isNotTakenInWhenTooManyWait() {
        var workloads = fixture.start();
        for (int i = 0; i < WaitingRoom.MAX_OF_ONE; i++) {
            workloads.run(OWNER, PATIENT);
        }

        assertThatThrownBy(() -> workloads.run(OWNER, PATIENT)).isInstanceOfSatisfying(SoukException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(e.retryAfter()).isPresent();
        });
        assertThat(workloads.of(OWNER)).hasSize(WaitingRoom.MAX_OF_ONE);
    }
}
