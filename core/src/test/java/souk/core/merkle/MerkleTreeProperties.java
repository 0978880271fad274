package souk.core.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.core.hash.Sha256;
import souk.core.hash.Sha256Batch;
import souk.core.value.Digest;

final class MerkleTreeProperties {
    @Property(tries = 60)
    void everyLeafHasAPathThatHoldsForNoOtherLeaf(@ForAll @IntRange(min = 1, max = 70) int size) {
        MerkleTree tree = MerkleTree.of(leaves(size));

        assertThat(tree.root()).isEqualTo(byTheRecursiveDefinition(leaves(size)));
        for (int i = 0; i < size; i++) {
            Digest leaf = MerkleTree.leafHash(leaves(size).get(i));
            for (int j = 0; j < size; j++) {
                assertThat(MerkleTree.verifyInclusion(tree.root(), leaf, j, size, tree.inclusionPath(i)))
                        .isEqualTo(i == j);
            }
        }
    }

    @Property(tries = 40)
    void everyPrefixIsConsistentAndNothingElse(@ForAll @IntRange(min = 1, max = 40) int size) {
        MerkleTree tree = MerkleTree.of(leaves(size));

        for (int earlier = 0; earlier <= size; earlier++) {
            Digest prefix = MerkleTree.of(leaves(earlier)).root();
            List<Digest> path = tree.consistencyPath(earlier);
            assertThat(MerkleTree.verifyConsistency(earlier, size, prefix, tree.root(), path))
                    .isTrue();
            assertThat(MerkleTree.verifyConsistency(earlier, size, Digest.ZERO, tree.root(), path))
                    .isFalse();
        }
    }

    @Property(tries = 200)
    void streamingGivesTheSameTreeAtAnyCut(
            @ForAll @IntRange(max = 200 * MerkleTree.CELL_BYTES) int length,
            @ForAll @IntRange(min = 1, max = 90_000) int chunk,
            @ForAll boolean portable) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        var batch = portable ? Sha256Batch.portable() : Sha256Batch.ofProcess();
        var forRoot = new MerkleHasher(batch, false);
        var keeping = new MerkleHasher(batch, true);

        for (int at = 0; at < length; at += chunk) {
            forRoot.append(bytes, at, Math.min(chunk, length - at));
            keeping.append(bytes, at, Math.min(chunk, length - at));
        }

        Digest expected = MerkleTree.of(cells(bytes)).root();
        assertThat(forRoot.root()).isEqualTo(expected);
        assertThat(keeping.root()).isEqualTo(expected);
        assertThat(keeping.tree().root()).isEqualTo(expected);
        assertThat(MerkleTree.ofLeafHashes(keeping.tree().leafHashes()).root()).isEqualTo(expected);
        assertThat(keeping.cells()).isEqualTo(cells(bytes).size());
    }

    private static Digest byTheRecursiveDefinition(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return Digest.of(Sha256.hash(new byte[] {0}, leaves.getFirst()));
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return Digest.of(Sha256.hash(
                new byte[] {1},
                byTheRecursiveDefinition(leaves.subList(0, split)).bytes(),
                byTheRecursiveDefinition(leaves.subList(split, leaves.size())).bytes()));
    }

    private static List<byte[]> cells(byte[] bytes) {
        var cells = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; at += MerkleTree.CELL_BYTES) {
            cells.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MerkleTree.CELL_BYTES)));
        }
        return cells;
    }

    private static List<byte[]> leaves(int count) {
        var leaves = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            leaves.add(new byte[] {(byte) i, 1});
        }
        return leaves;
    }
}
