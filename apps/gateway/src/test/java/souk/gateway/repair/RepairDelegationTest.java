package souk.gateway.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.sdk.storage.SegmentManifest;

/// The profile is 4 of 9: 8 are kept, and at 6 repair begins.
final class RepairDelegationTest {
    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // opened before each test
    private FakeMarket market;

    @BeforeEach
    void open() {
        market = new FakeMarket(folder, 14);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void aProviderRestoresWhatIsLostAndIsPaidForEachShard() {
        market.hire((_, _, task) -> market.restore(task, task.targets().size()));
        var segment = degraded();

        market.keeper.round();

        long made = market.keeper.done().repaired();
        assertThat(market.health(segment).healthy()).hasSize(8);
        assertThat(made).isPositive();
        assertThat(market.keeper.done().byOthers()).isEqualTo(made);
        assertThat(market.owed).containsExactly(made);
        assertThat(market.made).isEqualTo((int) made);
    }

    @Test
    void oneThatDoesNothingIsNotPaidAndTheGatewayRepairsItself() {
        market.hire((_, _, _) -> {});
        var segment = degraded();

        market.keeper.round();

        assertThat(market.health(segment).healthy()).hasSize(8);
        assertThat(market.keeper.done().byOthers()).isZero();
        assertThat(market.owed).isEmpty();
    }

    @Test
    void wrongShardsAreNotPaid() {
        market.hire((_, _, task) -> task.targets().forEach(place -> market.putGarbage(place.shard())));
        var segment = degraded();

        market.keeper.round();

        assertThat(market.owed).isEmpty();
        assertThat(market.health(segment).healthy()).hasSize(8);
        assertThat(market.readAll(segment)).isTrue();
    }

    @Test
    void whatIsDoneInPartIsPaidInPart() {
        market.hire((_, _, task) -> {
            market.restore(task, 1);
            throw new SoukException(ErrorCode.UNAVAILABLE, "went away");
        });
        var segment = degraded();

        market.keeper.round();

        assertThat(market.owed).containsExactly(1L);
        assertThat(market.keeper.done().repaired()).isEqualTo(1);
        assertThat(market.health(segment).healthy().size()).isGreaterThan(4);
    }

    @Test
    void whatWasRestoredWhileTheGatewayWasDownIsTakenInAndPaidOnce() {
        var segment = degraded();
        market.hire((_, _, task) -> {
            market.restore(task, task.targets().size());
            throw new Killed();
        });
        market.keeper.round();
        assertThat(market.owed).isEmpty();
        int made = market.made;

        market.hire((_, _, _) -> {
            throw new AssertionError("there is nothing left to do");
        });
        market.keeper.round();
        market.keeper.round();

        assertThat(market.owed).containsExactly((long) made);
        assertThat(market.made).isEqualTo(made);
        assertThat(market.health(segment).healthy()).hasSize(8);
    }

    /// The process ends there.
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// Four of its providers found out that they lost their shards.
    private SegmentManifest degraded() {
        var bytes = new byte[50_000];
        new Random(9).nextBytes(bytes);
        var segment = market.write(bytes);
        int lost = market.holders(segment).size() - 4;
        market.holders(segment).stream().sorted().limit(lost).forEach(market::forget);
        market.keeper.beat();
        assertThat(market.health(segment).healthy()).hasSize(4);
        return segment;
    }
}
