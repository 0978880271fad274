package souk.assurance.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;

final class ServiceHistoryTest {
    private static final Duration EPOCH = Duration.ofDays(1);
    private static final Address ONE = address('1');
    private static final Address OTHER = address('2');

    private final ServiceHistory history = new ServiceHistory(EPOCH);

    @Test
    void addsUpTheWorkOfAnEpochThatPassedWithoutPenalty() {
        history.measured(OTHER, BigInteger.TEN, at(5));
        history.measured(ONE, BigInteger.ONE, at(5));
        history.measured(ONE, BigInteger.TWO, at(5));
        history.measured(ONE, BigInteger.TEN, at(6));

        assertThat(history.records(5))
                .containsExactly(
                        new ServiceRecord(ONE, BigInteger.valueOf(3), new Streak(1), false),
                        new ServiceRecord(OTHER, BigInteger.TEN, new Streak(1), false));
        assertThat(history.records(4)).isEmpty();
    }

    @Test
    void givesNothingForAnEpochWithAPenaltyAndStartsTheStreakAnew() {
        for (int day = 1; day <= 5; day++) {
            history.measured(ONE, BigInteger.ONE, at(day));
        }
        history.missed(ONE, at(4));

        assertThat(history.records(3).getFirst().streak()).isEqualTo(new Streak(3));
        assertThat(history.records(4)).isEmpty();
        assertThat(history.records(5).getFirst().streak()).isEqualTo(new Streak(1));
    }

    @Test
    void keepsNewcomersInTheirCohortUntilTheyWereMeasuredOftenAndLong() {
        for (int day = 1; day <= 30; day++) {
            for (int lease = 0; lease < 4; lease++) {
                history.measured(ONE, BigInteger.ONE, at(day));
            }
            history.measured(OTHER, BigInteger.ONE, at(day));
        }

        assertThat(history.records(21).getFirst().vetted()).isFalse();
        assertThat(history.records(25).getFirst().vetted()).isTrue();
        assertThat(history.records(30).getLast().vetted()).isFalse();
    }

    /// What comes into later blocks changes nothing of an epoch that is over: all auditors get the same records,
    /// whenever
    /// they look.
    @Property(tries = 100)
    void isFixedOnceAnEpochIsOver(@ForAll @Size(max = 40) List<@IntRange(min = 0, max = 399) Integer> facts) {
        var early = new ServiceHistory(EPOCH);
        var late = new ServiceHistory(EPOCH);
        for (int fact : facts) {
            tell(late, fact);
            if (fact / 40 <= 5) {
                tell(early, fact);
            }
        }

        assertThat(early.records(5)).isEqualTo(late.records(5));
    }

    /// A number as a fact: its day, its provider, and what happened.
    private static void tell(ServiceHistory history, int fact) {
        var provider = address((char) ('1' + fact % 4));
        if (fact % 10 == 0) {
            history.missed(provider, at(fact / 40));
        } else {
            history.measured(provider, BigInteger.valueOf(fact), at(fact / 40));
        }
    }

    private static Instant at(long day) {
        return Instant.ofEpochSecond(day * EPOCH.toSeconds() + 7);
    }

    private static Address address(char digit) {
        return new Address("0x" + String.valueOf(digit).repeat(40));
    }
}
