package souk.core.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

final class SumTreeProperties {
    @Property(tries = 60)
    void provesEveryCellAndRefusesWhatIsNearIt(@ForAll @IntRange(min = 1, max = 20) int shards) {
        SumTree tree = SumTree.of(inventory(shards));

        for (long position = 0; position < tree.total(); position += MerkleTree.CELL_BYTES) {
            SumTree.Located located = tree.locate(position);
            InventoryEntry entry = located.entry();
            List<SumStep> path = located.path();

            assertThat(SumTree.verify(tree.root(), tree.total(), position, entry, path))
                    .isEqualTo(OptionalLong.of(located.offset()));
            assertThat(SumTree.verify(tree.root(), tree.total() + 1_024, position, entry, path))
                    .isEmpty();
            assertThat(SumTree.verify(Digest.ZERO, tree.total(), position, entry, path))
                    .isEmpty();
            assertThat(SumTree.verify(tree.root(), tree.total(), position - located.offset() - 1, entry, path))
                    .isEmpty();
            assertThat(SumTree.verify(
                            tree.root(), tree.total(), position - located.offset() + entry.size(), entry, path))
                    .isEmpty();
            var larger = new InventoryEntry(entry.root(), entry.size() + 1_024, entry.expiry());
            assertThat(SumTree.verify(tree.root(), tree.total(), position, larger, path))
                    .isEmpty();
        }
    }

    @Property(tries = 60)
    void refusesSumsShiftedBetweenSteps(@ForAll @IntRange(min = 3, max = 20) int shards) {
        SumTree tree = SumTree.of(inventory(shards));
        SumTree.Located located = tree.locate(0);
        var shifted = new ArrayList<>(located.path());
        SumStep first = shifted.get(0);
        SumStep second = shifted.get(1);
        shifted.set(0, new SumStep(first.side(), first.hash(), first.sum() + 1_024));
        shifted.set(1, new SumStep(second.side(), second.hash(), second.sum() - 1_024));

        assertThat(SumTree.verify(tree.root(), tree.total(), 0, located.entry(), shifted))
                .isEmpty();
    }

    private static List<InventoryEntry> inventory(int shards) {
        var inventory = new ArrayList<InventoryEntry>();
        for (int i = 0; i < shards; i++) {
            inventory.add(entry(i * 37, 1_024L * (1 + i % 4), i));
        }
        return inventory;
    }

    private static InventoryEntry entry(int name, long size, long expiry) {
        return new InventoryEntry(Digest.of(Sha256.hash(new byte[] {(byte) name, (byte) (name >> 8)})), size, expiry);
    }
}
