package souk.node.provider;

import java.time.InstantSource;
import java.util.List;
import souk.assurance.CellAnswer;
import souk.assurance.CellProver;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.storage.ShardProof;
import souk.storage.ShardStore;

/// What the shard store can show of an inventory.
record Prover(ShardStore store, InstantSource clock) implements CellProver {
    @Override
    public List<CellAnswer> prove(LeaseId lease, Digest root, List<Long> positions) {
        return store.prove(lease, root, positions).stream().map(this::answer).toList();
    }

    private CellAnswer answer(ShardProof proof) {
        return switch (proof) {
            case ShardProof.Proven(var _, var answer) -> new CellAnswer.Held(answer);
            case ShardProof.Missing(var _, var located, var loss) -> {
                long expiry = located.entry().expiry();
                boolean over = expiry != 0 && expiry <= clock.instant().getEpochSecond();
                yield over
                        ? new CellAnswer.Expired(located.entry(), located.path())
                        : new CellAnswer.Missing(loss.name());
            }
        };
    }
}
