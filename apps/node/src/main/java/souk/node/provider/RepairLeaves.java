package souk.node.provider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.sdk.storage.RepairTask;

/// What repairers may do here, shard by shard. In memory: after a restart they show their grants again.
final class RepairLeaves {
    /// Shards that grants name, all together; more are refused until some are over.
    private static final int MAX_LEAVES = 100_000;

    private final InstantSource clock;
    private final Map<Leave, Instant> leaves = new ConcurrentHashMap<>();

    /// @param write true to store the shard, false to read it
    private record Leave(LeaseId lease, Digest node, Digest root, boolean write) {}

    RepairLeaves(InstantSource clock) {
        this.clock = clock;
    }

    /// Lets a node do its part of a task under one lease.
    ///
    /// @throws SoukException `BAD_REQUEST` when the task has nothing to do with the lease, `OVERLOADED`
    void add(LeaseId lease, Digest node, RepairTask task, Instant until) {
        var mine = Stream.concat(
                        task.sources().stream()
                                .filter(place -> place.shard().lease().equals(lease))
                                .map(place ->
                                        new Leave(lease, node, place.shard().root(), false)),
                        task.targets().stream()
                                .filter(place -> place.shard().lease().equals(lease))
                                .map(place ->
                                        new Leave(lease, node, place.shard().root(), true)))
                .toList();
        if (mine.isEmpty()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the task says nothing of lease " + lease);
        }
        if (leaves.size() + mine.size() > MAX_LEAVES) {
            var now = clock.instant();
            leaves.values().removeIf(over -> !over.isAfter(now));
        }
        if (leaves.size() + mine.size() > MAX_LEAVES) {
            throw new SoukException(ErrorCode.OVERLOADED, "too many repairs at once: try again later");
        }
        mine.forEach(leave -> leaves.merge(leave, until, (known, other) -> known.isAfter(other) ? known : other));
    }

    boolean allows(LeaseId lease, Digest node, Digest root, boolean write) {
        var until = leaves.get(new Leave(lease, node, root, write));
        return until != null && until.isAfter(clock.instant());
    }
}
