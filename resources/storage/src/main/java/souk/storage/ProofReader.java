package souk.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.AuditAnswer;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.MerkleTree;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;

/// Makes proofs for cells of an inventory.
///
/// Leaf hashes are not kept: a shard of at most 8 MiB is read and hashed again for its path, some 10 ms, and
/// every audit so tests the whole shard. A side file would cost 3 % more disk, a second thing to rot, and would
/// let a provider answer for shards whose other cells it has lost.
final class ProofReader {
    /// Gives the bytes of a shard, or says that it is absent.
    interface Shards {
        Optional<byte[]> read(Digest root, long size) throws IOException;
    }

    private record Wanted(int order, long cell, SumTree.Located located) {
        Digest shard() {
            return located.entry().root();
        }
    }

    private final SumTree tree;
    private final Shards shards;

    ProofReader(SumTree tree, Shards shards) {
        this.tree = tree;
        this.shards = shards;
    }

    /// The proofs in the order of `cells`; each shard is read once, one at a time.
    List<ShardProof> prove(List<Long> cells) {
        var wanted = new ArrayList<Wanted>();
        for (long cell : cells) {
            wanted.add(new Wanted(wanted.size(), cell, locate(cell)));
        }
        wanted.sort(Comparator.comparing(Wanted::shard));
        var proofs = new ShardProof[cells.size()];
        for (int from = 0; from < wanted.size(); ) {
            int to = from + 1;
            while (to < wanted.size()
                    && wanted.get(to).shard().equals(wanted.get(from).shard())) {
                to++;
            }
            proveShard(wanted.subList(from, to), proofs);
            from = to;
        }
        return List.of(proofs);
    }

    private SumTree.Located locate(long cell) {
        if (cell < 0 || cell >= tree.total() / MerkleTree.CELL_BYTES) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the inventory has no cell " + cell);
        }
        return tree.locate(cell * MerkleTree.CELL_BYTES);
    }

    private void proveShard(List<Wanted> wanted, ShardProof[] proofs) {
        Digest root = wanted.getFirst().shard();
        try {
            Optional<byte[]> bytes =
                    shards.read(root, wanted.getFirst().located().entry().size());
            if (bytes.isEmpty()) {
                admit(wanted, ShardProof.Loss.ABSENT, proofs);
                return;
            }
            MerkleTree cells = MerkleHasher.keepingLeaves()
                    .append(bytes.get(), 0, bytes.get().length)
                    .tree();
            if (!cells.root().equals(root)) {
                admit(wanted, ShardProof.Loss.CORRUPT, proofs);
                return;
            }
            wanted.forEach(one -> proofs[one.order()] = proven(one, bytes.get(), cells));
        } catch (FileNotFoundException e) {
            admit(wanted, ShardProof.Loss.ABSENT, proofs);
        } catch (IOException e) {
            admit(wanted, ShardProof.Loss.UNREADABLE, proofs);
        }
    }

    private static ShardProof proven(Wanted wanted, byte[] bytes, MerkleTree cells) {
        int offset = (int) wanted.located().offset();
        byte[] cell = Arrays.copyOfRange(bytes, offset, offset + MerkleTree.CELL_BYTES);
        var answer = new AuditAnswer(
                cell,
                wanted.located().entry(),
                cells.inclusionPath(offset / MerkleTree.CELL_BYTES),
                wanted.located().path());
        return new ShardProof.Proven(wanted.cell(), answer);
    }

    private static void admit(List<Wanted> wanted, ShardProof.Loss loss, ShardProof[] proofs) {
        wanted.forEach(one -> proofs[one.order()] = new ShardProof.Missing(one.cell(), one.located(), loss));
    }
}
