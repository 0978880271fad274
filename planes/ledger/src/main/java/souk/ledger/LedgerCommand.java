package souk.ledger;

import java.math.BigInteger;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseConsent;
import souk.core.market.CloseReason;
import souk.core.market.InventoryRoot;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.merkle.AuditAnswer;
import souk.core.service.Measurement;
import souk.core.service.ServiceReading;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.Uint;

/// What an account may ask a ledger to do. Amounts are smallest units: of the stake token for stake and bonds,
/// else of
/// the asset named or of the lease's.
public sealed interface LedgerCommand {
    /// Leases opened, and vouchers settled, by one command: a hundred of either stay well below a block's gas.
    int MAX_BATCH = 100;

    // ---- providers, auditors and arbiters

    /// Makes the sender a provider; changes its entry when it is one already.
    ///
    /// @param nodeKey Ed25519 public key of its node
    /// @param endpoint where its node answers, at most 256 bytes
    record RegisterProvider(Digest nodeKey, String endpoint, Region region) implements LedgerCommand {}

    /// Ends the sender's registration as provider: no lease may be running; all stake starts unbonding.
    record DeregisterProvider() implements LedgerCommand {}

    /// Moves the sender's stake tokens, which [Approve] allowed before, into its stake.
    record AddStake(BigInteger amount) implements LedgerCommand {
        public AddStake {
            Uint.check(amount, 96, "a stake");
        }
    }

    /// Starts the way out of stake.
    record RequestUnbond(BigInteger amount) implements LedgerCommand {
        public RequestUnbond {
            Uint.check(amount, 96, "a stake");
        }
    }

    /// Pays out the sender's stake whose unbonding is over.
    record WithdrawStake() implements LedgerCommand {}

    /// Makes the sender an auditor or arbiter; the bond is taken from stake tokens that [Approve] allowed before.
    record JoinPool(Pool pool, Digest nodeKey, String endpoint, BigInteger bond) implements LedgerCommand {
        public JoinPool {
            Uint.check(bond, 96, "a bond");
        }
    }

    /// The sender takes part in no more lots; its bond starts unbonding.
    record LeavePool(Pool pool) implements LedgerCommand {}

    /// Pays out the bond of a sender that left, whose unbonding is over and who serves in no case.
    record WithdrawBond(Pool pool) implements LedgerCommand {}

    // ---- money

    /// Who may take an account's tokens.
    enum Spender {
        /// The market, for deposits, openings and top-ups.
        MARKET,
        /// The registry, for stake.
        REGISTRY,
        /// The audit court, for challenge bonds.
        AUDIT,
        /// The court, for disputes' bonds and debts.
        COURT,
        /// The pool of auditors, for their bonds.
        AUDITORS,
        /// The pool of arbiters, for their bonds.
        ARBITERS
    }

    /// Allows a part of the market to take up to `amount` of the sender's tokens; replaces an earlier
    /// allowance.
    record Approve(Address asset, Spender spender, BigInteger amount) implements LedgerCommand {
        public Approve {
            Uint.check(amount, 256, "an allowance");
        }
    }

    /// Puts tokens, which [Approve] allowed before, into the sender's balance at the market.
    record Deposit(Address asset, BigInteger amount) implements LedgerCommand {
        public Deposit {
            Uint.check(amount, 256, "a deposit");
        }
    }

    /// Pays out of the sender's balance at the market: how a provider gets what it earned.
    record Withdraw(Address asset, BigInteger amount) implements LedgerCommand {
        public Withdraw {
            Uint.check(amount, 256, "an amount");
        }
    }

    /// Moves the sender's own tokens.
    record TransferAsset(Address asset, Address to, BigInteger amount) implements LedgerCommand {
        public TransferAsset {
            Uint.check(amount, 256, "an amount");
        }
    }

    /// Makes test money; refused where the asset is real.
    record MintTestAsset(Address asset, Address to, BigInteger amount) implements LedgerCommand {
        public MintTestAsset {
            Uint.check(amount, 256, "an amount");
        }
    }

    /// Moves the ledger's own coin, which pays for commands: how a new account gets its first.
    record TransferCoin(Address to, BigInteger amount) implements LedgerCommand {
        public TransferCoin {
            Uint.check(amount, 256, "an amount");
        }
    }

    // ---- leases

    /// What opens one lease: the payer's signature on the order, the provider's on the quote.
    ///
    /// @param offer the one that the quote names; its own signature is not needed
    record Opening(Offer offer, Signed<Order> order, Signed<Quote> quote) {}

    /// Opens all the leases or none. Anyone may send it.
    record OpenLeases(List<Opening> openings) implements LedgerCommand {
        public OpenLeases {
            openings = List.copyOf(openings);
            checkBatch(openings.size());
        }
    }

    /// The provider reports that service began.
    ///
    /// @param start digest of the workload or of the first inventory
    record ActivateLease(LeaseId lease, Digest start) implements LedgerCommand {}

    /// Pays what the vouchers promise. Anyone may send it. One that cannot be settled is passed over: look for
    /// [LedgerEvent.VoucherSkipped] in the receipt.
    record SettleVouchers(List<Signed<Voucher>> vouchers) implements LedgerCommand {
        public SettleVouchers {
            vouchers = List.copyOf(vouchers);
            checkBatch(vouchers.size());
        }
    }

    /// The provider suspends service because less than one interval is left in escrow.
    record PauseLease(LeaseId lease) implements LedgerCommand {}

    /// Adds to the escrow, from the sender's balance at the market if that suffices, else from its tokens.
    record TopUp(LeaseId lease, BigInteger amount) implements LedgerCommand {
        public TopUp {
            Uint.check(amount, 128, "a top-up");
        }
    }

    /// One party ends the lease at once with the other's consent to the final amount.
    ///
    /// @param consent signed by the party that is not the sender
    record CloseCooperative(Signed<CloseConsent> consent) implements LedgerCommand {}

    /// One party gives notice.
    ///
    /// @param evidence digest of what supports the reason, zero for none
    record RequestClose(LeaseId lease, CloseReason reason, Digest evidence) implements LedgerCommand {}

    /// Anyone, once the challenge window after the lease's end (by notice or by time) is over: the rest of the
    /// escrow
    /// goes back.
    record FinalizeClose(LeaseId lease) implements LedgerCommand {}

    /// Anyone, once the grace window after a pause is over: ends the lease for lack of funds.
    record CloseExhausted(LeaseId lease) implements LedgerCommand {}

    /// Anyone, after the start deadline of a lease that never became active: full refund, and the order may be
    /// opened
    /// again with another provider.
    ///
    /// @param order the one that was to be served; its nonce becomes free again
    /// @param quote the one that opened the lease
    record TimeOutStart(Order order, Quote quote) implements LedgerCommand {}

    /// Voids every offer and order of the sender with a nonce below the floor.
    record RaiseNonceFloor(long floor) implements LedgerCommand {}

    // ---- audits and records

    /// Fixes the randomness of a past epoch while the chain still remembers it. Anyone may send it.
    record PinSeed(long epoch) implements LedgerCommand {}

    /// Locks a bond and demands one cell of an inventory, within the audit window.
    ///
    /// @param inventory for the epoch, signed by the lease's provider
    /// @param index which of the epoch's audit positions, counted from 0
    /// @param evidence digest of the record of the audit that failed, zero for none
    record OpenChallenge(Signed<InventoryRoot> inventory, long index, Digest evidence) implements LedgerCommand {}

    /// Shows the cell within the dispute window; the challenger's bond goes to the provider.
    record AnswerChallenge(Digest challenge, AuditAnswer answer) implements LedgerCommand {}

    /// Anyone, once the dispute window is over: the bond goes back and the provider is slashed, once per lease
    /// and
    /// epoch.
    record ResolveChallenge(Digest challenge) implements LedgerCommand {}

    /// Puts the root of a batch of public records on the ledger.
    ///
    /// @param epoch the batch belongs to
    /// @param count records in the batch
    record AnchorRecords(Digest root, long epoch, int count) implements LedgerCommand {}

    /// A step of a dispute.
    record Arbitrate(DisputeStep step) implements LedgerCommand {}

    // ---- service levels and rewards

    /// Shows which service levels the parties of a lease signed.
    record Enrollment(LeaseId lease, Quote quote, Order order) {}

    /// Anyone: lets auditors be summoned for the leases.
    record EnrollLeases(List<Enrollment> leases) implements LedgerCommand {
        public EnrollLeases {
            leases = List.copyOf(leases);
            checkBatch(leases.size());
        }
    }

    /// Anyone, once an epoch, in its first half: the next block's hash becomes its randomness.
    record OpenEpoch() implements LedgerCommand {}

    /// Anyone, in the first half of an opened epoch: draws a committee for each lease, or for none.
    record SummonCommittees(List<LeaseId> leases) implements LedgerCommand {
        public SummonCommittees {
            leases = List.copyOf(leases);
            checkBatch(leases.size());
        }
    }

    /// What a member of a committee measured.
    ///
    /// @param seat its place in the committee
    record Seated(int seat, Measurement measurement) {}

    /// A member, after the epoch: commits to all measurements or to none.
    record CommitMeasurements(List<Seated> measurements) implements LedgerCommand {
        public CommitMeasurements {
            measurements = List.copyOf(measurements);
            checkBatch(measurements.size());
        }
    }

    /// A member, once all had time to commit.
    record RevealMeasurements(List<Seated> measurements) implements LedgerCommand {
        public RevealMeasurements {
            measurements = List.copyOf(measurements);
            checkBatch(measurements.size());
        }
    }

    /// Anyone, once all had time to reveal: takes the medians of an epoch for each lease, or for none.
    record ConcludeEpoch(long epoch, List<LeaseId> leases) implements LedgerCommand {
        public ConcludeEpoch {
            leases = List.copyOf(leases);
            checkBatch(leases.size());
        }
    }

    /// Anyone: what both parties read counts where auditors were silent.
    record SubmitReading(ServiceReading reading, Signature provider, Signature payer) implements LedgerCommand {}

    /// Anyone, once an epoch: the provider owes what the terms say.
    record ClaimPenalty(LeaseId lease, long epoch, ServiceTerms terms) implements LedgerCommand {}

    /// Anyone: takes from what was paid meanwhile what a provider still owes.
    record CollectPenalty(LeaseId lease) implements LedgerCommand {}

    /// An auditor names the root and total of a reward epoch that it computed.
    record AttestRewards(long epoch, Digest root, BigInteger total) implements LedgerCommand {
        public AttestRewards {
            Uint.check(total, 128, "a total");
        }
    }

    /// Anyone: pays an account its reward, once.
    record ClaimReward(long epoch, Address account, BigInteger amount, List<Digest> proof) implements LedgerCommand {
        public ClaimReward {
            Uint.check(amount, 128, "a reward");
            proof = List.copyOf(proof);
        }
    }

    /// Anyone, once its time to claim is over: what nobody claimed goes back to the pool.
    record SweepRewards(long epoch) implements LedgerCommand {}

    private static void checkBatch(int size) {
        if (size < 1 || size > MAX_BATCH) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a batch holds 1 to " + MAX_BATCH);
        }
    }
}
