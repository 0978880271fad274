package souk.sdk.storage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.RepairGrant;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.trust.AccountKey;

/// Restores shards for others, by their grants. It sees ciphertext only.
public final class RepairWorker {
    private final Digest self;
    private final TypedData.Domain domain;
    private final InstantSource clock;
    private final Opening opening;

    /// Finds the way to the providers of a task, who serve it by its grant.
    public interface Opening {
        /// @return repairs what the grant allows
        SegmentRepairer repairer(Signed<RepairGrant> grant, RepairTask task);

        /// The lease of a place, as a call under it needs it.
        StorageLease lease(RepairTask.Place place);
    }

    /// @param self our node's public key
    public RepairWorker(Digest self, TypedData.Domain domain, InstantSource clock, Opening opening) {
        this.self = self;
        this.domain = domain;
        this.clock = clock;
        this.opening = opening;
    }

    /// Does what a grant allows.
    ///
    /// @param payer who has to have signed it
    /// @return the shards that are durable where they should be
    /// @throws SoukException `BAD_SIGNATURE` for a grant that is not the payer's, not for us or of another task,
    ///     `CLOCK_SKEW` for one that is over, `TOO_FEW_PROVIDERS` when fewer than k sources can be read
    public List<SegmentManifest.Shard> run(Signed<RepairGrant> grant, RepairTask task, Address payer) {
        require(grant, task, payer, self, domain, clock.instant());
        var sources = task.sources().stream()
                .map(place -> new SegmentRepairer.Source(place.shard(), opening.lease(place)))
                .toList();
        var targets = new LinkedHashMap<Integer, StorageLease>();
        task.targets().forEach(place -> targets.put(place.shard().number(), opening.lease(place)));
        var wanted = task.targets().stream().map(RepairTask.Place::shard).toList();
        return opening.repairer(grant, task).rebuild(task.placed(), sources, targets).stored().stream()
                .filter(wanted::contains)
                .toList();
    }

    /// What whoever serves a grant checks first.
    ///
    /// @param repairer who shows it
    /// @throws SoukException as [#run]
    public static void require(
            Signed<RepairGrant> grant,
            RepairTask task,
            Address payer,
            Digest repairer,
            TypedData.Domain domain,
            Instant now) {
        var message = grant.message();
        if (!message.validUntil().isAfter(now)) {
            throw new SoukException(ErrorCode.CLOCK_SKEW, "the grant was valid until " + message.validUntil());
        }
        boolean good = message.repairer().equals(repairer)
                && message.task().equals(task.digest())
                && AccountKey.verify(domain, message, grant.signature(), payer);
        if (!good) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "this is not the payer's grant to you for this task");
        }
    }
}
