package souk.evm;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import souk.core.market.InventoryRoot;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.merkle.AuditAnswer;
import souk.core.merkle.SumStep;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerCommand.ActivateLease;
import souk.ledger.LedgerCommand.AddStake;
import souk.ledger.LedgerCommand.AnchorRecords;
import souk.ledger.LedgerCommand.AnswerChallenge;
import souk.ledger.LedgerCommand.Approve;
import souk.ledger.LedgerCommand.Arbitrate;
import souk.ledger.LedgerCommand.CloseCooperative;
import souk.ledger.LedgerCommand.CloseExhausted;
import souk.ledger.LedgerCommand.Deposit;
import souk.ledger.LedgerCommand.DeregisterProvider;
import souk.ledger.LedgerCommand.FinalizeClose;
import souk.ledger.LedgerCommand.JoinPool;
import souk.ledger.LedgerCommand.LeavePool;
import souk.ledger.LedgerCommand.MintTestAsset;
import souk.ledger.LedgerCommand.OpenChallenge;
import souk.ledger.LedgerCommand.OpenLeases;
import souk.ledger.LedgerCommand.Opening;
import souk.ledger.LedgerCommand.PauseLease;
import souk.ledger.LedgerCommand.PinSeed;
import souk.ledger.LedgerCommand.RaiseNonceFloor;
import souk.ledger.LedgerCommand.RegisterProvider;
import souk.ledger.LedgerCommand.RequestClose;
import souk.ledger.LedgerCommand.RequestUnbond;
import souk.ledger.LedgerCommand.ResolveChallenge;
import souk.ledger.LedgerCommand.SettleVouchers;
import souk.ledger.LedgerCommand.TimeOutStart;
import souk.ledger.LedgerCommand.TopUp;
import souk.ledger.LedgerCommand.TransferAsset;
import souk.ledger.LedgerCommand.TransferCoin;
import souk.ledger.LedgerCommand.Withdraw;
import souk.ledger.LedgerCommand.WithdrawBond;
import souk.ledger.LedgerCommand.WithdrawStake;
import souk.ledger.Pool;

/// From the words of the ledger to calls of the contracts.
final class Commands {
    private final MarketAddresses to;
    private final ServiceCalls services;

    Commands(MarketAddresses to) {
        this.to = to;
        this.services = new ServiceCalls(to);
    }

    /// @param registered whether the sender is a provider already: then registering is updating
    CallRequest encode(LedgerCommand command, boolean registered) {
        return switch (command) {
            case RegisterProvider c ->
                registry(
                        registered ? "update" : "register",
                        c.nodeKey(),
                        c.endpoint(),
                        c.region().code());
            case DeregisterProvider _ -> registry("deregister");
            case AddStake c -> registry("addStake", c.amount());
            case RequestUnbond c -> registry("requestUnbond", c.amount());
            case WithdrawStake _ -> registry("withdraw");
            case JoinPool c -> pool(c.pool(), "register", c.nodeKey(), c.endpoint(), c.bond());
            case LeavePool c -> pool(c.pool(), "deregister");
            case WithdrawBond c -> pool(c.pool(), "withdraw");
            case Approve c -> token(c.asset(), "approve", spender(c.spender()), c.amount());
            case Deposit c -> market("deposit", c.asset(), c.amount());
            case Withdraw c -> market("withdraw", c.asset(), c.amount());
            case TransferAsset c -> token(c.asset(), "transfer", c.to(), c.amount());
            case MintTestAsset c -> token(c.asset(), "mint", c.to(), c.amount());
            case TransferCoin c -> new CallRequest(Optional.of(c.to()), c.amount(), new byte[0]);
            case OpenLeases c -> open(c.openings());
            case ActivateLease c -> market("activate", c.lease(), c.start());
            case SettleVouchers c -> market("settlePacked", (Object) PackedVouchers.of(c.vouchers()));
            case PauseLease c -> market("pause", c.lease());
            case TopUp c -> market("topUp", c.lease(), c.amount());
            case CloseCooperative c -> closeCooperative(c);
            case RequestClose c -> market("requestClose", c.lease(), c.reason().ordinal(), c.evidence());
            case FinalizeClose c -> market("finalizeClose", c.lease());
            case CloseExhausted c -> market("closeExhausted", c.lease());
            case TimeOutStart c -> market("timeOutStart", order(c.order()), quote(c.quote()));
            case RaiseNonceFloor c -> market("raiseNonceFloor", c.floor());
            case PinSeed c -> audits("pinSeed", c.epoch());
            case OpenChallenge c ->
                audits(
                        "openChallenge",
                        inventory(c.inventory().message()),
                        c.inventory().signature(),
                        c.index(),
                        c.evidence());
            case AnswerChallenge c -> audits("answer", c.challenge(), answer(c.answer()));
            case ResolveChallenge c -> audits("resolve", c.challenge());
            case Arbitrate c -> CallRequest.to(to.court(), DisputeCalls.encode(c.step()));
            case AnchorRecords c ->
                CallRequest.to(to.anchor(), ContractAbi.ANCHOR.call("anchor", c.root(), c.epoch(), c.count()));
            case LedgerCommand.EnrollLeases c -> services.enroll(c);
            case LedgerCommand.OpenEpoch _ -> services.open();
            case LedgerCommand.SummonCommittees c -> services.summon(c);
            case LedgerCommand.CommitMeasurements c -> services.commit(c);
            case LedgerCommand.RevealMeasurements c -> services.reveal(c);
            case LedgerCommand.ConcludeEpoch c -> services.conclude(c);
            case LedgerCommand.SubmitReading c -> services.submit(c);
            case LedgerCommand.ClaimPenalty c -> services.claim(c);
            case LedgerCommand.CollectPenalty c -> services.collect(c);
            case LedgerCommand.AttestRewards c -> services.attest(c);
            case LedgerCommand.ClaimReward c -> services.claim(c);
            case LedgerCommand.SweepRewards c -> services.sweep(c);
        };
    }

    private CallRequest registry(String function, Object... arguments) {
        return CallRequest.to(to.registry(), ContractAbi.REGISTRY.call(function, arguments));
    }

    private CallRequest market(String function, Object... arguments) {
        return CallRequest.to(to.market(), ContractAbi.MARKET.call(function, arguments));
    }

    private CallRequest pool(Pool pool, String function, Object... arguments) {
        return CallRequest.to(to.pool(pool), ContractAbi.POOL.call(function, arguments));
    }

    private CallRequest audits(String function, Object... arguments) {
        return CallRequest.to(to.audits(), ContractAbi.AUDITS.call(function, arguments));
    }

    private static CallRequest token(Address asset, String function, Address other, BigInteger amount) {
        return CallRequest.to(asset, ContractAbi.STABLECOIN.call(function, other, amount));
    }

    private Address spender(LedgerCommand.Spender spender) {
        return switch (spender) {
            case MARKET -> to.market();
            case REGISTRY -> to.registry();
            case AUDIT -> to.audits();
            case COURT -> to.court();
            case AUDITORS -> to.pool(Pool.AUDITORS);
            case ARBITERS -> to.pool(Pool.ARBITERS);
        };
    }

    private CallRequest open(List<Opening> openings) {
        if (openings.size() == 1) {
            return CallRequest.to(to.market(), open(openings.getFirst()));
        }
        return market("multicall", openings.stream().map(Commands::open).toList());
    }

    private static byte[] open(Opening opening) {
        return ContractAbi.MARKET.call(
                "openLease",
                offer(opening.offer()),
                order(opening.order().message()),
                opening.order().signature(),
                quote(opening.quote().message()),
                opening.quote().signature());
    }

    private CallRequest closeCooperative(CloseCooperative command) {
        var consent = command.consent().message();
        return market(
                "closeCooperative",
                List.of(consent.lease(), consent.cumulative(), consent.reason().ordinal()),
                command.consent().signature());
    }

    private static List<Object> offer(Offer offer) {
        return List.of(
                offer.provider(),
                offer.resourceClass().number(),
                offer.profile(),
                offer.asset(),
                offer.unitPrices(),
                offer.capacity(),
                offer.minDuration(),
                offer.maxDuration(),
                offer.noticeWindow(),
                offer.slo(),
                offer.validFrom(),
                offer.validUntil(),
                offer.nonce(),
                offer.salt());
    }

    static List<Object> order(Order order) {
        return List.of(
                order.consumer(),
                order.payer(),
                order.resourceClass().number(),
                order.spec(),
                order.asset(),
                order.priceCeilings(),
                order.quantity(),
                order.duration(),
                order.deposit(),
                order.constraints(),
                order.slo(),
                order.fallbacks(),
                order.priorityFee(),
                order.priceIndex(),
                order.maxDeviation(),
                order.validUntil(),
                order.nonce(),
                order.salt());
    }

    static List<Object> quote(Quote quote) {
        return List.of(quote.offer(), quote.order(), quote.unitPrices(), quote.reservedUntil());
    }

    private static List<Object> inventory(InventoryRoot inventory) {
        return List.of(inventory.lease(), inventory.epoch(), inventory.root(), inventory.size(), inventory.revision());
    }

    private static List<Object> answer(AuditAnswer answer) {
        return List.of(
                answer.leaf(),
                answer.shardPath().stream().map(Digest::bytes).toList(),
                answer.entry().root(),
                answer.entry().size(),
                answer.entry().expiry(),
                answer.sumPath().stream().map(Commands::step).toList());
    }

    private static List<Object> step(SumStep step) {
        return List.of(step.hash(), step.sum(), step.side() == SumStep.Side.LEFT);
    }
}
