package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.core.value.Digest;

/// Two who keep sets of digests.
final class ReconciliationProperties {
    private final AtomicInteger ranges = new AtomicInteger();

    @Property(tries = 60)
    void findsExactlyWhatTheOtherHasAndWeHaveNot(
            @ForAll long seed,
            @ForAll @IntRange(max = 600) int shared,
            @ForAll @IntRange(max = 200) int ours,
            @ForAll @IntRange(max = 200) int theirs) {
        var random = new Random(seed);
        var both = digests(random, shared);
        var mine = digests(random, ours);
        var other = digests(random, theirs);

        var missing = missing(union(both, mine), union(both, other), 10_000);

        assertThat(missing).isEqualTo(other);
    }

    @Property(tries = 20)
    void costsLittleWhereLittleDiffers(@ForAll long seed) {
        var random = new Random(seed);
        var both = digests(random, 20_000);
        var other = digests(random, 3);

        assertThat(missing(both, union(both, other), 10_000)).isEqualTo(other);

        // Three paths down a tree of sixteen branches: 20,000, 1,250, 78, then few.
        assertThat(ranges.getAndSet(0)).isLessThanOrEqualTo(1 + 3 * 3);
    }

    @Example
    void asksOnceWhereNothingDiffers() {
        var both = digests(new Random(1), 5_000);

        assertThat(missing(both, both, 10_000)).isEmpty();
        assertThat(ranges).hasValue(1);
    }

    @Example
    void findsMoreEachTimeWhereItMayNotFindAllAtOnce() {
        var mine = new TreeSet<Digest>();
        var other = digests(new Random(1), 2_000);
        int rounds = 0;
        while (!mine.equals(other) && rounds++ < 100) {
            mine.addAll(missing(mine, other, 100));
        }

        assertThat(mine).isEqualTo(other);
        assertThat(rounds).isGreaterThan(1).isLessThan(100);
    }

    @Example
    void whoAnswersWithoutEndIsLeft() {
        var asked = new AtomicInteger();

        var missing = Reconciliation.missing(
                new TreeSet<>(),
                questions -> {
                    asked.addAndGet(questions.size());
                    return new Reconciliation.Answer(
                            java.util.List.of(),
                            questions.stream()
                                    .flatMap(it -> java.util.stream.Stream.generate(
                                                    () -> new DigestRange(it.from(), it.to(), 9, Digest.ZERO))
                                            .limit(Reconciliation.PARTS))
                                    .toList());
                },
                10_000);

        assertThat(missing).isEmpty();
        assertThat(asked.get()).isLessThanOrEqualTo(Reconciliation.MAX_ASKED + Reconciliation.MAX_RANGES);
    }

    private Set<Digest> missing(TreeSet<Digest> mine, TreeSet<Digest> other, int most) {
        return Reconciliation.missing(
                mine,
                questions -> {
                    ranges.addAndGet(questions.size());
                    var answer = Reconciliation.answer(other, questions);
                    return Reconciliation.Answer.from(answer.toJson());
                },
                most);
    }

    private static TreeSet<Digest> union(Set<Digest> one, Set<Digest> two) {
        var all = new TreeSet<>(one);
        all.addAll(two);
        return all;
    }

    private static TreeSet<Digest> digests(Random random, int count) {
        return java.util.stream.Stream.generate(() -> {
                    var bytes = new byte[Digest.BYTES];
                    random.nextBytes(bytes);
                    return Digest.of(bytes);
                })
                .limit(count)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
