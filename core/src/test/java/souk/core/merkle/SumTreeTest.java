package souk.core.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.Vectors;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

final class SumTreeTest {
    static Stream<JsonObject> cases() {
        return Vectors.object("sumtree.json").array("cases").objects();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheSharedVectors(JsonObject vector) {
        var shuffled = new ArrayList<>(entries(vector));
        Collections.shuffle(shuffled, new Random(1));

        SumTree tree = SumTree.of(shuffled);

        assertThat(tree.entries()).isEqualTo(entries(vector));
        assertThat(tree.root()).isEqualTo(new Digest(vector.text("root")));
        assertThat(tree.total()).isEqualTo(vector.integer("total"));
        vector.array("proofs").objects().forEach(proof -> {
            InventoryEntry entry = tree.entries().get((int) proof.integer("entry"));
            assertThat(tree.locate(proof.integer("position")))
                    .isEqualTo(new SumTree.Located(entry, proof.integer("offset"), path(proof)));
        });
    }

    @Test
    void refusesAShardTwice() {
        var inventory = List.of(entry(1, 1_024, 5), entry(1, 2_048, 5));

        assertThatThrownBy(() -> SumTree.of(inventory)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSizesThatAreNoCells() {
        assertThatThrownBy(() -> entry(1, 1_000, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entry(1, 0, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyInventoryHoldsNoByte() {
        SumTree empty = SumTree.of(List.of());

        assertThat(empty.root()).isEqualTo(Digest.of(Sha256.hash()));
        assertThatThrownBy(() -> empty.locate(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void sumsThatOverflowAreRefusedNotWrapped() {
        var huge = new SumStep(SumStep.Side.LEFT, Digest.ZERO, Long.MAX_VALUE);

        assertThat(SumTree.verify(Digest.ZERO, Long.MAX_VALUE, 0, entry(1, 1_024, 5), List.of(huge, huge)))
                .isEmpty();
    }

    static Stream<JsonObject> audits() {
        return Vectors.object("audit.json").array("cases").objects();
    }

    @ParameterizedTest
    @MethodSource("audits")
    void auditAnswersMatchTheSharedVectors(JsonObject vector) {
        var root = new Digest(vector.text("root"));
        long total = vector.integer("total");
        Digest seed = AuditSample.seed(
                new Digest(vector.text("randomness")), new LeaseId(vector.text("lease")), vector.integer("epoch"));
        AuditSample sample = AuditSample.ofSeed(seed, total);

        assertThat(seed).isEqualTo(new Digest(vector.text("seed")));
        vector.array("answers").objects().forEach(answer -> {
            long cell = sample.cell(answer.integer("challenge"));
            assertThat(cell).isEqualTo(answer.integer("cell"));
            assertThat(answer(answer).proves(root, total, cell)).isTrue();
            assertThat(answer(answer).proves(Digest.ZERO, total, cell)).isFalse();
            assertThat(answer(answer).proves(root, total, cell + 1)).isFalse();
            assertThat(answer(answer).proves(root, total, -1)).isFalse();
            assertThat(withForeignLeaf(answer(answer)).proves(root, total, cell))
                    .isFalse();
        });
    }

    private static AuditAnswer withForeignLeaf(AuditAnswer answer) {
        byte[] leaf = answer.leaf();
        leaf[1_023] ^= 1;
        return new AuditAnswer(leaf, answer.entry(), answer.shardPath(), answer.sumPath());
    }

    private static AuditAnswer answer(JsonObject answer) {
        var entry = new InventoryEntry(
                new Digest(answer.text("entryRoot")), answer.integer("entrySize"), answer.integer("entryExpiry"));
        return new AuditAnswer(
                Vectors.bytes(answer, "leaf"), entry, Vectors.digests(answer, "shardPath"), path(answer));
    }

    private static List<InventoryEntry> entries(JsonObject vector) {
        List<Digest> roots = Vectors.digests(vector, "roots");
        var entries = new ArrayList<InventoryEntry>();
        for (int i = 0; i < roots.size(); i++) {
            entries.add(new InventoryEntry(roots.get(i), integer(vector, "sizes", i), integer(vector, "expiries", i)));
        }
        return entries;
    }

    private static List<SumStep> path(JsonObject proof) {
        List<Digest> hashes = Vectors.digests(proof, "sumHashes");
        var path = new ArrayList<SumStep>();
        for (int i = 0; i < hashes.size(); i++) {
            boolean left = ((Json.Flag) proof.array("sumLefts").values().get(i)).value();
            path.add(new SumStep(
                    left ? SumStep.Side.LEFT : SumStep.Side.RIGHT, hashes.get(i), integer(proof, "sumSums", i)));
        }
        return path;
    }

    private static long integer(JsonObject vector, String name, int index) {
        return (long) ((Json.Number) vector.array(name).values().get(index)).value();
    }

    private static InventoryEntry entry(int name, long size, long expiry) {
        return new InventoryEntry(Digest.of(Sha256.hash(new byte[] {(byte) name, (byte) (name >> 8)})), size, expiry);
    }
}
