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

/// The steps of docs/decisions/2026-11-25-fallback.md. Provider 1 is the cheapest; 8 and 9 are named.
final class FallbackTest {
    private static final JobRequest NAMED = job(Optional.empty(), 8, 9);

    @TempDir
    private Path folder = Path.of("");

    private WorkloadsFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new WorkloadsFixture(folder);
        fixture.market.offer(1, 2);
    }

    @AfterEach
    void end() throws Exception {
        fixture.close();
    }

    @Test
    void theCheapestComesFirstAndNobodyElseIsAsked() {
        var placed = fixture.start().run(OWNER, NAMED);

        assertThat(isAt(placed, 1)).isTrue();
        assertThat(fixture.market.asked).containsExactly(1);
    }

    @Test
    void withoutAQuoteTheFirstNamedIsNextThenTheSecond() {
        fixture.market.is(1, Mood.FULL);
        fixture.market.is(2, Mood.FULL);
        fixture.market.is(8, Mood.FULL);

        var placed = fixture.start().run(OWNER, NAMED);

        assertThat(isAt(placed, 9)).isTrue();
        assertThat(fixture.market.asked).containsExactly(8, 9);
    }

    @Test
    void whoTakesTheLeaseAndNotTheJobIsFollowedByTheFirstNamed() {
        fixture.market.is(1, Mood.REFUSING);

        var placed = fixture.start().run(OWNER, NAMED);

        assertThat(isAt(placed, 8)).isTrue();
        assertThat(fixture.market.asked).containsExactly(1, 8);
    }

    @Test
    void whoDoesNotStartInTimeIsFollowedByTheFirstNamedAndCanNoLongerWrite() throws InterruptedException {
        var workloads = fixture.start();
        var first = workloads.run(OWNER, NAMED);
        fixture.market.is(1, Mood.LATE);

        var second = fixture.await(workloads, first.id(), it -> isAt(it, 8));

        assertThat(fixture.market.settled).containsExactly(1);
        assertThat(fixture.market.failed).containsExactly(1);
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(second.spec().toJson().toString()).contains(second.token()).doesNotContain(first.token());
        assertThatThrownBy(() -> workloads.authorized(first.id(), first.token()))
                .isInstanceOf(SoukException.class);
    }

    @Test
    void whoLosesARunningJobIsFollowedAtOnce() throws InterruptedException {
        var workloads = fixture.start();
        var first = workloads.run(OWNER, NAMED);
        fixture.await(workloads, first.id(), it -> it.state() == Workload.State.RUNNING);

        fixture.market.is(1, Mood.FORGETFUL);

        fixture.await(workloads, first.id(), it -> isAt(it, 8));
    }

    @Test
    void whoIsSilentForAMinuteIsFollowedAndNotBefore() {
        var follower = fixture.follower();
        var running = follower.step(fixture.place(NAMED));
        fixture.market.is(1, Mood.SILENT);
        running = follower.step(running);
        fixture.pass(Follower.SILENCE.minusSeconds(1));
        assertThat(isAt(follower.step(running), 1)).isTrue();

        fixture.pass(Duration.ofSeconds(1));

        assertThat(isAt(follower.step(running), 8)).isTrue();
    }

    @Test
    void whoAnswersAgainBeginsAnew() {
        var follower = fixture.follower();
        var running = follower.step(fixture.place(NAMED));
        fixture.market.is(1, Mood.SILENT);
        running = follower.step(running);
        fixture.market.is(1, Mood.WELL);
        running = follower.step(running);
        fixture.pass(Follower.SILENCE);
        fixture.market.is(1, Mood.SILENT);

        assertThat(isAt(follower.step(running), 1)).isTrue();
    }

    @Test
    void withoutNamesASilentProviderIsWaitedFor() {
        var follower = fixture.follower();
        var running = follower.step(fixture.place(job(Optional.empty())));
        fixture.market.is(1, Mood.SILENT);
        running = follower.step(running);
        fixture.pass(Duration.ofMinutes(2));

        assertThat(isAt(follower.step(running), 1)).isTrue();
    }

    @Test
    void withoutNamesTheNextCheapestIsAskedWhenNothingRan() throws InterruptedException {
        var workloads = fixture.start();
        var first = workloads.run(OWNER, job(Optional.empty()));
        fixture.market.is(1, Mood.LATE);

        fixture.await(workloads, first.id(), it -> isAt(it, 2));
    }

    @Test
    void whenAllWereTriedItFailsWithTheLastReason() throws InterruptedException {
        fixture.market.is(8, Mood.FULL);
        fixture.market.is(9, Mood.REFUSING);
        var workloads = fixture.start();
        var first = workloads.run(OWNER, NAMED);
        fixture.market.is(1, Mood.LATE);

        var last = fixture.await(workloads, first.id(), it -> it.state().ended());

        assertThat(last.state()).isEqualTo(Workload.State.FAILED);
        assertThat(last.reason()).isEqualTo("it did not start in time; then: too many jobs");
        assertThat(fixture.market.asked).containsExactly(1, 8, 9);
    }

    @Test
    void whenAllWereTriedItWaitsIfItMay() throws InterruptedException {
        fixture.market.is(8, Mood.FULL);
        var workloads = fixture.start();
        var first = workloads.run(OWNER, job(Optional.of(Duration.ofMinutes(10)), 8));
        fixture.market.is(1, Mood.LATE);

        fixture.await(workloads, first.id(), it -> it.state() == Workload.State.QUEUED);
    }

    @Test
    void afterARestartTheNextNamedIsNext() throws InterruptedException {
        var before = fixture.start();
        var first = before.run(OWNER, NAMED);
        fixture.market.is(1, Mood.LATE);
        fixture.await(before, first.id(), it -> isAt(it, 8));
        before.close();
        fixture.market.is(8, Mood.LATE);

        var after = fixture.start();

        fixture.await(after, first.id(), it -> isAt(it, 9));
        assertThat(fixture.market.asked).containsExactly(1, 8, 9);
    }

    @Test
    void aJobThatEndsIsNotRunAgain() throws InterruptedException {
        var workloads = fixture.start();
        var first = workloads.run(OWNER, NAMED);
        fixture.market.is(1, Mood.DONE);

        fixture.await(workloads, first.id(), it -> it.state().ended());

        assertThat(fixture.market.asked).containsExactly(1);
    }

    @Test
    void whatIsWrongWithTheOrderIsToldAtOnce() {
        fixture.market.refusal = Optional.of(new SoukException(ErrorCode.INSUFFICIENT_FUNDS, "no money"));
        var workloads = fixture.start();

        assertThatThrownBy(() -> workloads.run(OWNER, NAMED)).hasMessage("no money");
    }
}
