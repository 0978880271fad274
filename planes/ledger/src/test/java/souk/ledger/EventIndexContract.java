package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;
import souk.core.value.Digest;

/// What every [EventIndex] must do.
public abstract class EventIndexContract {
    private static final ChainId CHAIN = ChainId.evm(31_337);
    private static final Address ANN = new Address("0x" + "a".repeat(40));

    /// An empty one.
    protected abstract EventIndex index();

    @Test
    void isEmptyAtFirst() {
        var index = index();

        assertThat(index.head(CHAIN)).isEmpty();
        assertThat(index.read(CHAIN, EventCursor.START, 100, 10).entries()).isEmpty();
    }

    @Test
    void givesEventsInOrderPageByPage() {
        var index = index();
        append(index, 1, entry(1, 0), entry(1, 1));
        append(index, 2, entry(2, 0));

        var first = index.read(CHAIN, EventCursor.START, 100, 2);
        var second = index.read(CHAIN, first.next(), 100, 2);
        var third = index.read(CHAIN, second.next(), 100, 2);

        assertThat(first.entries()).containsExactly(entry(1, 0), entry(1, 1));
        assertThat(second.entries()).containsExactly(entry(2, 0));
        assertThat(third.entries()).isEmpty();
        assertThat(third.next()).isEqualTo(second.next());
    }

    @Test
    void keepsAnEventOnce() {
        var index = index();
        append(index, 1, entry(1, 0));
        append(index, 1, entry(1, 0));

        assertThat(index.read(CHAIN, EventCursor.START, 100, 10).entries()).hasSize(1);
    }

    @Test
    void withholdsBlocksAboveTheLast() {
        var index = index();
        append(index, 1, entry(1, 0));
        append(index, 2, entry(2, 0));

        assertThat(index.read(CHAIN, EventCursor.START, 1, 10).entries()).containsExactly(entry(1, 0));
    }

    @Test
    void keepsChainsApart() {
        var index = index();
        append(index, 1, entry(1, 0));

        assertThat(index.head(ChainId.evm(1))).isEmpty();
        assertThat(index.read(ChainId.evm(1), EventCursor.START, 100, 10).entries())
                .isEmpty();
    }

    @Test
    void tellsReadersHowFarItRolledBack() {
        var index = index();
        append(index, 1, entry(1, 0));
        append(index, 2, entry(2, 0));
        append(index, 3, entry(3, 0));
        var read = index.read(CHAIN, EventCursor.START, 100, 10);

        index.rollBack(CHAIN, 2);
        index.rollBack(CHAIN, 1);
        append(index, 2, entry(2, 5));
        var page = index.read(CHAIN, read.next(), 100, 10);

        assertThat(index.head(CHAIN).orElseThrow().number()).isEqualTo(2);
        assertThat(page.rolledBackTo()).hasValue(1);
        assertThat(page.entries()).containsExactly(entry(2, 5));
        assertThat(index.read(CHAIN, page.next(), 100, 10).rolledBackTo()).isEmpty();
    }

    @Test
    void doesNotBotherReadersWhoHadNotComeThatFar() {
        var index = index();
        append(index, 1, entry(1, 0));
        var read = index.read(CHAIN, EventCursor.START, 100, 10);
        append(index, 2, entry(2, 0));

        index.rollBack(CHAIN, 1);

        assertThat(index.read(CHAIN, read.next(), 100, 10).rolledBackTo()).isEmpty();
    }

    @Test
    void startsAgainForACursorOfAnotherIndex() {
        var index = index();
        append(index, 1, entry(1, 0));

        var page = index.read(CHAIN, new EventCursor(7, 5, 3), 100, 10);

        assertThat(page.rolledBackTo()).hasValue(0);
        assertThat(page.entries()).containsExactly(entry(1, 0));
    }

    @Test
    void takesAnEventAgainAfterARollback() {
        var index = index();
        append(index, 1, entry(1, 0));

        index.rollBack(CHAIN, 0);
        append(index, 2, moved(entry(1, 0), 2));

        assertThat(index.read(CHAIN, EventCursor.START, 100, 10).entries()).containsExactly(moved(entry(1, 0), 2));
    }

    @Test
    void remembersBlocksWithEventsForEverAndOthersWhileYoung() {
        var index = index();
        append(index, 1, entry(1, 0));
        append(index, 2);
        append(index, 3 + EventIndex.KEPT_BLOCKS);

        assertThat(index.blockAtMost(CHAIN, 2).orElseThrow()).isEqualTo(block(1));
        assertThat(index.blockAtMost(CHAIN, 0)).isEmpty();
        assertThat(index.head(CHAIN)).contains(block(3 + EventIndex.KEPT_BLOCKS));
    }

    private static void append(EventIndex index, long block, LedgerEntry... entries) {
        index.append(CHAIN, List.of(block(block)), List.of(entries), block(block));
    }

    private static BlockRef block(long number) {
        return new BlockRef(number, digest("b", number), digest("b", number - 1), Instant.ofEpochSecond(number));
    }

    private static LedgerEntry entry(long block, int logIndex) {
        var position =
                new EventPosition(CHAIN, block, digest("b", block), digest("c", block * 100 + logIndex), logIndex);
        return new LedgerEntry(
                position, Instant.ofEpochSecond(block), new LedgerEvent.NonceFloorRaised(ANN, block * 10 + logIndex));
    }

    private static LedgerEntry moved(LedgerEntry entry, long block) {
        var old = entry.position();
        var position = new EventPosition(CHAIN, block, digest("b", block), old.transaction(), old.logIndex());
        return new LedgerEntry(position, entry.at(), entry.event());
    }

    private static Digest digest(String kind, long number) {
        return new Digest("0x" + kind + "0".repeat(44) + String.format("%019d", number));
    }
}
