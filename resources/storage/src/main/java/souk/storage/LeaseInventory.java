package souk.storage;

import java.util.Optional;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.InventoryRoot;
import souk.core.value.Digest;

/// What a lease's parties signed last, and what they had signed last in an earlier epoch: an audit of an epoch
/// runs when the next has begun.
record LeaseInventory(Optional<Version> current, Optional<Version> previous) {
    static final LeaseInventory NEW = new LeaseInventory(Optional.empty(), Optional.empty());

    /// A co-signed root and the shards under it.
    record Version(CoSignedRoot signed, Inventory shards) {
        InventoryRoot root() {
            return signed.root();
        }
    }

    Inventory shards() {
        return current.map(Version::shards).orElse(Inventory.EMPTY);
    }

    /// The version that stands at the end of `epoch`.
    Optional<Version> at(long epoch) {
        return versions().filter(version -> version.root().epoch() <= epoch).findFirst();
    }

    Optional<Version> under(Digest root) {
        return versions().filter(version -> version.root().root().equals(root)).findFirst();
    }

    LeaseInventory with(Version next) {
        boolean newEpoch = current.isPresent()
                && current.get().root().epoch() < next.root().epoch();
        return new LeaseInventory(Optional.of(next), newEpoch ? current : previous);
    }

    /// Refuses what does not follow the last co-signed root: the epoch never falls; a change raises the
    /// revision by one; without a change the revision stays and the epoch grows.
    ///
    /// @throws SoukException `STALE_ROOT`
    void requireNext(long epoch, long revision, boolean changes) {
        long lastEpoch = current.map(version -> version.root().epoch()).orElse(0L);
        long lastRevision = current.map(version -> version.root().revision()).orElse(0L);
        long wanted = changes ? lastRevision + 1 : lastRevision;
        boolean follows = changes || current.isEmpty() ? epoch >= lastEpoch : epoch > lastEpoch;
        if (revision != wanted || !follows) {
            throw new SoukException(
                    ErrorCode.STALE_ROOT,
                    "epoch " + epoch + " revision " + revision + " does not follow epoch " + lastEpoch + " revision "
                            + lastRevision + "; expected revision " + wanted);
        }
    }

    private Stream<Version> versions() {
        return Stream.concat(current.stream(), previous.stream());
    }
}
