package souk.gateway.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.market.LeaseCondition;
import souk.sdk.storage.SegmentRules.Acknowledged;

/// The profile is 4 of 9: 8 are kept, and at 6 repair begins.
final class RepairKeeperTest {
    private static final byte[] BYTES = bytes(50_000);

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
    void waitsForProvidersThatAreAwayForAWhile() {
        var segment = market.write(BYTES);
        int stored = market.health(segment).healthy().size();
        market.stop(first(market.holders(segment), 1));

        market.passAwake(FakeMarket.OFFLINE.plusHours(3));
        market.keeper.round();

        assertThat(market.health(segment).healthy()).hasSize(stored - 1);
        assertThat(market.keeper.done().repaired()).isZero();
    }

    @Test
    void remembersAFailedAuditWhenItStartsAgain() {
        var segment = market.write(BYTES);
        var lease = segment.shards().getFirst().lease();

        market.failAudit(lease);

        assertThat(market.watch.of(lease)).isEqualTo(LeaseCondition.FAILED);
        assertThat(market.watchOfTheNextStart().of(lease)).isEqualTo(LeaseCondition.FAILED);
    }

    @Test
    void makesShardsAnewOnceFewAreLeft() {
        var segment = market.write(BYTES);
        var gone = first(market.holders(segment), 4);
        market.stop(gone);
        market.passAwake(FakeMarket.OFFLINE.plusHours(3));
        assertThat(market.health(segment).healthy().size()).isLessThanOrEqualTo(5);

        market.keeper.round();

        assertThat(market.health(segment).healthy()).hasSize(8);
        assertThat(market.health(segment).operators()).isEqualTo(8);
        // The shards that were left behind are needed no more: whoever holds them now suffices alone.
        market.start(gone);
        market.stop(first(market.holders(segment), 4));
        assertThat(market.read(segment)).isEqualTo(BYTES);
    }

    @Test
    void doesNothingTwice() {
        var segment = market.write(BYTES);
        market.stop(first(market.holders(segment), 4));
        market.passAwake(FakeMarket.OFFLINE.plusHours(3));
        market.keeper.round();
        long repaired = market.keeper.done().repaired();

        market.keeper.round();

        assertThat(market.keeper.done().repaired()).isEqualTo(repaired);
        assertThat(market.keeper.status().queued()).isZero();
    }

    @Test
    void saysWhatWaitsForProviders() {
        for (int provider = 10; provider <= 14; provider++) {
            market.stop(provider);
        }
        market.passAwake(FakeMarket.OFFLINE.plusHours(3));
        var segment = market.write(BYTES);
        market.stop(first(market.holders(segment), 4));
        market.passAwake(FakeMarket.OFFLINE.plusHours(3));

        market.keeper.round();

        assertThat(market.keeper.status().degraded()).isEqualTo(1);
        assertThat(market.keeper.status().queued()).isEqualTo(1);
        market.start(10, 11, 12, 13, 14);
        market.keeper.beat();
        market.keeper.round();
        assertThat(market.health(segment).healthy()).hasSize(8);
    }

    @Test
    void repairsAtOnceWhatAProviderSaysItLost() {
        var segment = market.write(BYTES);
        int victim = first(market.holders(segment), 1)[0];
        market.forget(victim);

        market.keeper.beat();
        market.keeper.round();

        assertThat(market.health(segment).healthy().size()).isGreaterThanOrEqualTo(8);
        assertThat(market.read(segment)).isEqualTo(BYTES);
    }

    @Test
    void doesNotBuildOnDamagedShards() {
        var segment = market.write(BYTES);
        var holders = first(market.holders(segment), 8);
        market.damage(holders[4]);
        market.stop(holders[0], holders[1], holders[2]);
        market.passAwake(FakeMarket.OFFLINE.plusHours(3));

        market.keeper.round();
        market.keeper.round();

        market.stop(holders[4]);
        assertThat(market.health(segment).healthy().size()).isGreaterThanOrEqualTo(8);
        assertThat(market.read(segment)).isEqualTo(BYTES);
    }

    @Test
    void letsGoWhatWasReleasedMeanwhile() {
        var segment = market.write(BYTES);
        market.book.release(Set.of(segment.id()));

        market.keeper.round();

        assertThat(market.placements.find(segment.id())).isEmpty();
        assertThat(market.keeper.status().segments()).isZero();
    }

    @Test
    void movesShardsToTheNextLeaseOfTheSameProviderWithoutTheirBytes() {
        var segment = market.write(BYTES);
        market.passAwake(FakeMarket.TERM.minus(Duration.ofDays(2)));
        for (int provider = 1; provider <= 14; provider++) {
            market.open(provider, FakeMarket.TERM);
        }
        var before = market.holders(segment);
        int copied = market.copied;

        market.keeper.round();

        assertThat(market.copied).isEqualTo(copied);
        assertThat(market.holders(segment)).isEqualTo(before);
        market.passAwake(Duration.ofDays(3));
        assertThat(market.health(segment).healthy()).hasSize(before.size());
        assertThat(market.read(segment)).isEqualTo(BYTES);
    }

    @Test
    void leavesAProviderThatGaveNotice() {
        var segment = market.write(BYTES);
        int leaving = first(market.holders(segment), 1)[0];
        market.running().stream()
                .filter(lease -> lease.provider().equals(FakeMarket.provider(leaving)))
                .forEach(lease -> market.notice(lease.lease(), Duration.ofMinutes(10)));
        int kept = market.holders(segment).size();

        market.keeper.round();

        assertThat(market.holders(segment)).hasSize(kept).doesNotContain(leaving);
        assertThat(market.read(segment)).isEqualTo(BYTES);
    }

    @Test
    void placesElsewhereWhenAProviderIsFull() {
        for (int provider = 1; provider <= 5; provider++) {
            market.fill(provider);
        }

        var segment = market.write(BYTES, false, Acknowledged.FULL);

        assertThat(market.holders(segment)).doesNotContain(1, 2, 3, 4, 5).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void refusesFullDurabilityWhereItCannotBeHad() {
        for (int provider = 1; provider <= 7; provider++) {
            market.fill(provider);
        }

        assertThat(market.write(BYTES).shards()).hasSize(7);
        assertThatThrownBy(() -> market.write(BYTES, false, Acknowledged.FULL))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_PROVIDERS));
    }

    @Test
    void addsTheShardsThatAWriteWasTakenWithout() {
        for (int provider = 1; provider <= 7; provider++) {
            market.fill(provider);
        }
        var segment = market.write(BYTES);
        market.open(15, FakeMarket.TERM);

        market.keeper.round();

        assertThat(market.health(segment).healthy()).hasSize(8);
    }

    @Test
    void keepsCountriesApartWhenTheBucketAsks() {
        for (int provider = 1; provider <= 14; provider++) {
            market.move(provider, provider <= 6 ? "C" + provider : "DE");
        }

        var segment = market.write(BYTES, true, Acknowledged.QUORUM);

        // Six countries and Germany: seven shards, one more than the threshold.
        assertThat(segment.shards()).hasSize(7);
        market.keeper.round();
        assertThat(market.health(segment).healthy()).hasSize(7);
        assertThat(market.keeper.status().waiting()).isEqualTo(1);
    }

    @Test
    void refusesRatherThanSharingACountry() {
        assertThatThrownBy(() -> market.write(BYTES, true, Acknowledged.QUORUM))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_PROVIDERS))
                .hasMessageContaining("country");
    }

    @Test
    void repairsFirstWhatIsLostFirst() {
        var safe = market.write(BYTES);
        var endangered = market.write(BYTES);
        var both = List.of(market.health(safe), market.health(endangered));
        market.stop(first(market.holders(endangered), 3));
        market.passAwake(FakeMarket.OFFLINE.plusHours(3));

        var order = List.of(market.health(safe), market.health(endangered)).stream()
                .sorted(SegmentHealth.URGENCY)
                .toList();

        assertThat(order.getFirst().daysToLoss()).isLessThan(both.getFirst().daysToLoss());
        assertThat(order.getFirst().healthy().size())
                .isLessThanOrEqualTo(order.getLast().healthy().size());
    }

    private static int[] first(Set<Integer> holders, int count) {
        return holders.stream()
                .sorted()
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
