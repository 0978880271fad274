package souk.core.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.Vectors;
import souk.core.hash.Sha256;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

final class MerkleTreeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/happy-path",
                "1/happy-path",
                "2/happy-path",
                "3/happy-path",
                "4/happy-path",
                "single-entry/matching-root-and-leaf"
            })
    void acceptsPublishedInclusionProofsAndNothingNearThem(String name) {
        JsonObject vector = Vectors.object("merkle/inclusion/" + name + ".json");
        Digest root = digest(vector, "root");
        Digest leaf = digest(vector, "leafHash");
        long index = vector.integer("leafIdx");
        long size = vector.integer("treeSize");
        List<Digest> path = path(vector);

        assertThat(MerkleTree.verifyInclusion(root, leaf, index, size, path)).isTrue();

        assertThat(MerkleTree.verifyInclusion(Digest.ZERO, leaf, index, size, path))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(root, Digest.ZERO, index, size, path))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(root, leaf, -1, size, path)).isFalse();
        assertThat(MerkleTree.verifyInclusion(root, leaf, size, size, path)).isFalse();
        assertThat(MerkleTree.verifyInclusion(root, leaf, index ^ 1, size, path))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(root, leaf, index, 2 * size, path))
                .isFalse();
        for (List<Digest> wrong : tampered(path)) {
            assertThat(MerkleTree.verifyInclusion(root, leaf, index, size, wrong))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void acceptsPublishedConsistencyProofsAndNothingNearThem(int number) {
        JsonObject vector = Vectors.object("merkle/consistency/" + number + "/happy-path.json");
        Digest earlierRoot = digest(vector, "root1");
        Digest laterRoot = digest(vector, "root2");
        long earlier = vector.integer("size1");
        long later = vector.integer("size2");
        List<Digest> path = path(vector);

        assertThat(MerkleTree.verifyConsistency(earlier, later, earlierRoot, laterRoot, path))
                .isTrue();

        assertThat(MerkleTree.verifyConsistency(earlier, later, Digest.ZERO, laterRoot, path))
                .isFalse();
        assertThat(MerkleTree.verifyConsistency(earlier, later, earlierRoot, Digest.ZERO, path))
                .isFalse();
        assertThat(MerkleTree.verifyConsistency(later + 1, later, earlierRoot, laterRoot, path))
                .isFalse();
        assertThat(MerkleTree.verifyConsistency(-1, later, earlierRoot, laterRoot, path))
                .isFalse();
        for (List<Digest> wrong : tampered(path)) {
            assertThat(MerkleTree.verifyConsistency(earlier, later, earlierRoot, laterRoot, wrong))
                    .isFalse();
        }
    }

    @Test
    void emptyTreeIsTheHashOfNothingAndAPrefixOfAll() {
        MerkleTree empty = MerkleTree.of(List.of());
        MerkleTree three = MerkleTree.of(List.of(new byte[1], new byte[2], new byte[3]));

        assertThat(empty.root()).isEqualTo(Digest.of(Sha256.hash()));
        assertThat(MerkleTree.verifyConsistency(0, 3, empty.root(), three.root(), three.consistencyPath(0)))
                .isTrue();
        assertThat(MerkleTree.verifyConsistency(0, 3, three.root(), three.root(), List.of()))
                .isFalse();
    }

    @Test
    void refusesLeafHashesOfOddLength() {
        assertThatThrownBy(() -> MerkleTree.ofLeafHashes(new byte[33])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesPathsItDoesNotHave() {
        MerkleTree tree = MerkleTree.of(List.of(new byte[1]));

        assertThatThrownBy(() -> tree.inclusionPath(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tree.consistencyPath(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHasherForTheRootTellsNoTree() {
        assertThatThrownBy(MerkleHasher.forRoot()::tree).isInstanceOf(IllegalStateException.class);
    }

    /// A step too few, a step too many, and each step wrong in turn.
    private static List<List<Digest>> tampered(List<Digest> path) {
        var wrong = new ArrayList<List<Digest>>();
        var longer = new ArrayList<>(path);
        longer.add(Digest.ZERO);
        wrong.add(longer);
        for (int i = 0; i < path.size(); i++) {
            var changed = new ArrayList<>(path);
            changed.set(i, Digest.ZERO);
            wrong.add(changed);
            var shorter = new ArrayList<>(path);
            shorter.remove(i);
            wrong.add(shorter);
        }
        return wrong;
    }

    private static Digest digest(JsonObject vector, String name) {
        return Digest.of(Base64.getDecoder().decode(vector.text(name)));
    }

    private static List<Digest> path(JsonObject vector) {
        if (!vector.has("proof")) {
            return List.of();
        }
        return vector.array("proof").texts().stream()
                .map(text -> Digest.of(Base64.getDecoder().decode(text)))
                .toList();
    }
}
