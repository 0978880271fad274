package souk.ledger;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.market.ResourceClass;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What happened on a ledger. Amounts are smallest units: of the stake token for stake and bonds, else of the
/// lease's
/// asset.
public sealed interface LedgerEvent {
    // ---- providers, auditors and arbiters

    record ProviderRegistered(Address provider, Digest nodeKey, String endpoint, String region)
            implements LedgerEvent {}

    record ProviderUpdated(Address provider, Digest nodeKey, String endpoint, String region) implements LedgerEvent {}

    record ProviderDeregistered(Address provider) implements LedgerEvent {}

    record StakeAdded(Address provider, BigInteger amount) implements LedgerEvent {}

    record UnbondRequested(Address provider, BigInteger amount, Instant unbondableAt) implements LedgerEvent {}

    record StakeWithdrawn(Address provider, BigInteger amount) implements LedgerEvent {}

    /// Stake was taken: the payer was compensated, the auditor paid, the rest is insurance.
    record ProviderSlashed(
            Address provider,
            BigInteger taken,
            Address payer,
            BigInteger compensation,
            Address auditor,
            BigInteger auditorFee,
            Digest evidence)
            implements LedgerEvent {}

    record MemberRegistered(Pool pool, Address member, Digest nodeKey, String endpoint, BigInteger bond)
            implements LedgerEvent {}

    record BondAdded(Pool pool, Address member, BigInteger amount) implements LedgerEvent {}

    record MemberDeregistered(Pool pool, Address member, Instant unbondableAt) implements LedgerEvent {}

    record BondWithdrawn(Pool pool, Address member, BigInteger amount) implements LedgerEvent {}

    /// @param judge the contract that took the bond
    record MemberSlashed(Pool pool, Address member, Address judge, BigInteger taken, Address to)
            implements LedgerEvent {}

    record SlasherChanged(Address slasher, SlasherStatus status) implements LedgerEvent {}

    record InsurancePaid(Address to, BigInteger amount) implements LedgerEvent {}

    // ---- money

    record Deposited(Address account, Address asset, BigInteger amount) implements LedgerEvent {}

    record Withdrawn(Address account, Address asset, BigInteger amount) implements LedgerEvent {}

    /// @param stakePerUnit smallest units of the stake token that one smallest unit of the asset is worth
    record AssetSet(Address asset, int id, boolean allowed, BigInteger stakePerUnit) implements LedgerEvent {}

    record NonceFloorRaised(Address account, long floor) implements LedgerEvent {}

    // ---- leases

    /// @param intervalCost what one billing interval costs by the first meter
    /// @param order struct hash
    /// @param offer struct hash
    record LeaseOpened(
            LeaseId lease,
            Address payer,
            Address provider,
            ResourceClass resourceClass,
            BigInteger quantity,
            Instant endsAt,
            Instant startDeadline,
            BigInteger deposit,
            BigInteger intervalCost,
            Address asset,
            Digest order,
            Digest offer)
            implements LedgerEvent {}

    record LeaseActivated(LeaseId lease, Digest start) implements LedgerEvent {}

    /// @param cumulative all that was paid since the lease opened
    /// @param paid by this voucher
    record VoucherSettled(LeaseId lease, BigInteger cumulative, BigInteger paid, long sequence)
            implements LedgerEvent {}

    record VoucherSkipped(LeaseId lease, BigInteger cumulative, SkipReason reason) implements LedgerEvent {}

    record LeasePaused(LeaseId lease, Instant graceUntil) implements LedgerEvent {}

    record LeaseResumed(LeaseId lease) implements LedgerEvent {}

    /// @param deposit all that was locked since the lease opened
    record LeaseToppedUp(LeaseId lease, Address from, BigInteger amount, BigInteger deposit) implements LedgerEvent {}

    /// A party gave notice; the lease ends at `endsAt`.
    record LeaseCloseRequested(LeaseId lease, Address by, CloseReason reason, Instant endsAt, Digest evidence)
            implements LedgerEvent {}

    /// The lease is settled: the escrow was split.
    record LeaseClosed(LeaseId lease, CloseReason reason, BigInteger paidTotal, BigInteger refunded, Digest evidence)
            implements LedgerEvent {}

    /// The payer got back part of what a lease had cost, for service below what was promised.
    ///
    /// @param granted what the payer got, in smallest units of the lease's asset
    /// @param fromBalance of that, out of the provider's balance
    /// @param fromStake what the rest took from the provider's stake, of the stake token
    record LeaseRebated(
            LeaseId lease, BigInteger granted, BigInteger fromBalance, BigInteger fromStake, Digest evidence)
            implements LedgerEvent {}

    // ---- audits and records

    record SeedPinned(long epoch, Digest randomness) implements LedgerEvent {}

    /// @param index which of the epoch's audit positions was demanded
    /// @param cell that position: byte position / 1,024
    /// @param deadline for the answer
    /// @param root of the inventory
    record ChallengeOpened(
            Digest challenge,
            LeaseId lease,
            Address provider,
            Address auditor,
            long epoch,
            long index,
            long cell,
            Instant deadline,
            Digest root,
            Digest evidence)
            implements LedgerEvent {}

    record ChallengeAnswered(Digest challenge, LeaseId lease, Address provider) implements LedgerEvent {}

    /// The provider did not answer in time.
    ///
    /// @param compensation what the payer got, of the stake token
    /// @param slashed whether stake was taken: once per lease and epoch
    record ChallengeFailed(
            Digest challenge,
            LeaseId lease,
            Address provider,
            BigInteger compensation,
            boolean slashed,
            Digest evidence)
            implements LedgerEvent {}

    record RecordsAnchored(Address sender, long epoch, Digest root, long count) implements LedgerEvent {}

    // ---- disputes

    record DisputeOpened(
            Digest dispute,
            LeaseId lease,
            Address claimant,
            Address defendant,
            DisputeState.Claim claim,
            BigInteger amount,
            BigInteger bond,
            Instant deadline,
            Digest evidence)
            implements LedgerEvent {}

    record DisputeAnswered(Digest dispute, Instant deadline, Digest evidence) implements LedgerEvent {}

    record EvidenceSubmitted(Digest dispute, Address from, Digest evidence) implements LedgerEvent {}

    /// Arbiters were drawn; who, the dispute's state says.
    record PanelDrawn(Digest dispute, int round, Instant deadline) implements LedgerEvent {}

    record RevealStarted(Digest dispute, int round, Instant deadline) implements LedgerEvent {}

    record DisputeDecided(Digest dispute, int round, DisputeState.Verdict verdict, Instant deadline)
            implements LedgerEvent {}

    record DisputeAppealed(Digest dispute, Address by, BigInteger bond, Digest evidence) implements LedgerEvent {}

    /// @param compensation what the claimant got at once
    /// @param debt what the payer still owes
    record DisputeEnded(
            Digest dispute, LeaseId lease, DisputeState.Outcome outcome, BigInteger compensation, BigInteger debt)
            implements LedgerEvent {}

    record DebtPaid(Digest dispute, Address from, BigInteger amount, BigInteger left) implements LedgerEvent {}

    // ---- base prices

    /// The terms are those of [BasePrice].
    ///
    /// @param key names the price from now on
    record PriceListed(
            Digest key,
            ResourceClass resourceClass,
            Address asset,
            String region,
            BigInteger price,
            int target,
            BigInteger min,
            BigInteger max)
            implements LedgerEvent {}

    /// @param utilisation in parts per million
    record UtilisationReported(Digest key, long epoch, Address auditor, int utilisation) implements LedgerEvent {}

    /// @param utilisation the median of the reports
    /// @param reports how many
    /// @param price in force now
    record PriceMoved(Digest key, long epoch, int utilisation, int reports, BigInteger price) implements LedgerEvent {}

    // ---- rules

    /// @param key as in [MarketParameters#toJson]
    record ParameterSet(String key, BigInteger value) implements LedgerEvent {}

    // ---- service levels and rewards

    record EpochOpened(long epoch, long block) implements LedgerEvent {}

    record LeaseEnrolled(LeaseId lease, Digest slo) implements LedgerEvent {}

    record CommitteeSummoned(LeaseId lease, long epoch, Instant commitUntil, Instant revealUntil, Instant claimUntil)
            implements LedgerEvent {}

    record MemberSummoned(LeaseId lease, long epoch, Address member, int seat) implements LedgerEvent {}

    record MeasurementCommitted(LeaseId lease, long epoch, Address member, Digest commitment) implements LedgerEvent {}

    record MeasurementRevealed(LeaseId lease, long epoch, Address member, Reading reading) implements LedgerEvent {}

    /// @param silent whether it did not reveal; else it was far from the median
    record AuditorFaulted(LeaseId lease, long epoch, Address member, boolean silent, BigInteger taken)
            implements LedgerEvent {}

    /// @param reading of the epoch; says nothing where the outcome is `UNMEASURED`
    record EpochConcluded(LeaseId lease, long epoch, EpochOutcome outcome, Reading reading) implements LedgerEvent {}

    record PenaltyClaimed(LeaseId lease, long epoch, int basisPoints, BigInteger amount) implements LedgerEvent {}

    /// @param left what the provider still owes
    record PenaltyCollected(LeaseId lease, BigInteger granted, BigInteger left) implements LedgerEvent {}

    record RewardsAttested(long epoch, Digest root, BigInteger total, Address auditor, BigInteger weight)
            implements LedgerEvent {}

    record RewardsGranted(long epoch, Digest root, BigInteger total, Instant claimUntil) implements LedgerEvent {}

    record RewardClaimed(long epoch, Address account, BigInteger amount) implements LedgerEvent {}

    record RewardsSwept(long epoch, BigInteger amount) implements LedgerEvent {}

    /// What is known of a lease's epoch, in the ledger's numbering.
    enum EpochOutcome {
        NONE,
        SUMMONED,
        UNMEASURED,
        MEASURED,
        CO_SIGNED
    }

    /// Why a voucher of a batch was passed over, in the ledger's numbering.
    enum SkipReason {
        NONE,
        LEASE_NOT_PAYABLE,
        STALE,
        ABOVE_DEPOSIT,
        BAD_SIGNATURE
    }

    /// What a contract may do to stake, in the ledger's numbering.
    enum SlasherStatus {
        NONE,
        ACTIVE,
        RETIRED
    }

    /// The record's name, e.g. `LeaseOpened`.
    default String kind() {
        return getClass().getSimpleName();
    }

    /// The record's components by name.
    default JsonObject toJson() {
        return RecordJson.write((Record) this);
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws souk.core.error.SoukException `BAD_JSON` for an unknown kind or a wrong member
    static LedgerEvent from(String kind, JsonObject json) {
        return EventKinds.read(kind, json);
    }
}
