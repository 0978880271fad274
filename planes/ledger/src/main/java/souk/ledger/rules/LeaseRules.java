package souk.ledger.rules;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.core.eip712.TypedData;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEvent.SkipReason;
import souk.ledger.LedgerRefusal;
import souk.ledger.MarketParameters;

/// The rules for a lease's money, written down a second time and from the protocol rather than from the contracts:
/// what the contracts are compared with, and the ledger of a simulation. It knows one asset, amounts below 2^63, and
/// leaves gas, events and registration alone. Steps that are refused change nothing; where several rules refuse, the
/// first one counts, in the order of the protocol: who may, when, what, and the money last. One thread at a time.
public final class LeaseRules {
    /// Whether `signer` signed the message.
    @FunctionalInterface
    public interface Signatures {
        boolean valid(TypedData.Message message, Signature signature, Address signer);
    }

    /// Tokens in hand, what the market may take of them, and the balance at the market.
    public static final class Purse {
        public long held;
        public long allowed;
        public long deposited;
        /// Messages with a nonce below it are void.
        public long floor;
    }

    /// What a provider has at stake, and its leases that are not settled.
    public static final class Stake {
        public BigInteger amount;
        public int leases;

        Stake(BigInteger amount) {
            this.amount = amount;
        }
    }

    /// Times are seconds since 1970, as on the ledger.
    public static final class Lease {
        public final Address payer;
        public final Address provider;
        final long noticeWindow;
        /// Of one interval of service; a lease with less in escrow may be paused.
        public final long intervalCost;
        public LeaseStatus status = LeaseStatus.OPEN;
        public CloseReason reason = CloseReason.NONE;
        public long deposit;
        public long paid;
        public long endsAt;
        /// Of an open lease the start deadline, of a paused one when it was paused.
        public long mark;

        Lease(Order order, Offer offer, long intervalCost) {
            this.payer = order.payer();
            this.provider = offer.provider();
            this.noticeWindow = offer.noticeWindow().toSeconds();
            this.intervalCost = intervalCost;
            this.deposit = order.deposit().longValueExact();
        }

        public boolean live() {
            return status != LeaseStatus.SETTLED;
        }

        public LeaseStatus statusAt(long now) {
            return live() && now >= endsAt ? LeaseStatus.CLOSED : status;
        }

        public long escrow() {
            return live() ? deposit - paid : 0;
        }
    }

    private final MarketParameters terms;
    private final TypedData.Domain domain;
    private final Signatures signatures;
    private final Map<Address, Purse> purses = new HashMap<>();
    private final Map<Address, Stake> stakes = new HashMap<>();
    private final Map<LeaseId, Lease> leases = new HashMap<>();
    private final Map<Digest, BigInteger> sold = new HashMap<>();
    private final Set<OrderNumber> filled = new HashSet<>();
    private Address sender = new Address("0x" + "0".repeat(40));
    private long now;
    private BigInteger confiscated = BigInteger.ZERO;
    private List<SkipReason> skipped = List.of();

    public LeaseRules(MarketParameters terms, TypedData.Domain domain, Signatures signatures) {
        this.terms = terms;
        this.domain = domain;
        this.signatures = signatures;
    }

    public Purse purse(Address account) {
        return purses.computeIfAbsent(account, _ -> new Purse());
    }

    public Stake stake(Address provider) {
        return stakes.computeIfAbsent(provider, _ -> new Stake(BigInteger.ZERO));
    }

    public Map<LeaseId, Lease> leases() {
        return leases;
    }

    public Optional<Lease> find(LeaseId id) {
        return Optional.ofNullable(leases.get(id));
    }

    /// What an offer has sold, by its struct hash; it never falls.
    public BigInteger sold(Digest offer) {
        return sold.getOrDefault(offer, BigInteger.ZERO);
    }

    /// Whether a payer has used this nonce.
    public boolean isFilled(Address payer, long nonce) {
        return filled.contains(new OrderNumber(payer, nonce));
    }

    /// Stake that was taken for starts that did not happen.
    public BigInteger confiscated() {
        return confiscated;
    }

    /// What the market must hold: every escrow and every balance.
    public long owed() {
        return purses.values().stream().mapToLong(purse -> purse.deposited).sum()
                + leases.values().stream().mapToLong(Lease::escrow).sum();
    }

    /// Vouchers of the last command that were passed over.
    public List<SkipReason> skipped() {
        return skipped;
    }

    /// Does what the command asks for, or says by the refusal's name why not.
    public Optional<String> apply(Address sender, LedgerCommand command, Instant at) {
        this.sender = sender;
        this.now = at.getEpochSecond();
        this.skipped = List.of();
        try {
            apply(command);
            return Optional.empty();
        } catch (LedgerRefusal refusal) {
            return Optional.of(refusal.error());
        }
    }

    private void apply(LedgerCommand command) {
        switch (command) {
            case LedgerCommand.Deposit c -> deposit(c.amount().longValueExact());
            case LedgerCommand.Withdraw c -> withdraw(c.amount().longValueExact());
            case LedgerCommand.RaiseNonceFloor c -> {
                require(c.floor() > purse(sender).floor, "NonceFloorNotRaised");
                purse(sender).floor = c.floor();
            }
            case LedgerCommand.OpenLeases c -> open(c.openings().getFirst());
            case LedgerCommand.ActivateLease c -> activate(lease(c.lease()));
            case LedgerCommand.SettleVouchers c ->
                skipped = c.vouchers().stream()
                        .map(this::settle)
                        .filter(reason -> reason != SkipReason.NONE)
                        .toList();
            case LedgerCommand.PauseLease c -> pause(lease(c.lease()));
            case LedgerCommand.TopUp c -> topUp(lease(c.lease()), c.amount().longValueExact());
            case LedgerCommand.RequestClose c -> requestClose(lease(c.lease()), c.reason());
            case LedgerCommand.CloseCooperative c -> closeTogether(c);
            case LedgerCommand.FinalizeClose c -> finish(lease(c.lease()));
            case LedgerCommand.CloseExhausted c -> closeExhausted(lease(c.lease()));
            case LedgerCommand.TimeOutStart c -> timeOutStart(c.order(), c.quote());
            default -> throw new IllegalArgumentException("not a rule of leases: " + command);
        }
    }

    // ---- balances

    private void deposit(long amount) {
        require(amount > 0, "ZeroAmount");
        takeTokens(sender, amount);
        purse(sender).deposited += amount;
    }

    private void withdraw(long amount) {
        require(amount > 0, "ZeroAmount");
        require(amount <= purse(sender).deposited, "BalanceTooLow");
        purse(sender).deposited -= amount;
        purse(sender).held += amount;
    }

    /// From the balance at the market if that suffices, else all of it from the account.
    private void collect(Address from, long amount) {
        if (purse(from).deposited >= amount) {
            purse(from).deposited -= amount;
            return;
        }
        takeTokens(from, amount);
    }

    private void takeTokens(Address from, long amount) {
        require(amount <= purse(from).allowed, "ERC20InsufficientAllowance");
        require(amount <= purse(from).held, "ERC20InsufficientBalance");
        purse(from).allowed -= amount;
        purse(from).held -= amount;
    }

    // ---- the life of a lease

    private record OrderNumber(Address payer, long nonce) {
        static OrderNumber of(Order order) {
            return new OrderNumber(order.payer(), order.nonce());
        }
    }

    private void open(LedgerCommand.Opening opening) {
        var offer = opening.offer();
        var order = opening.order().message();
        var quote = opening.quote().message();
        checkTerms(offer, order);
        require(quote.unitPrices().within(offer.unitPrices()), "PriceAboveLimit");
        require(quote.unitPrices().within(order.priceCeilings()), "PriceAboveLimit");
        checkTimes(offer, order, quote);
        require(signed(opening.order(), order.payer()), "BadSignature");
        require(signed(opening.quote(), offer.provider()), "BadSignature");
        require(!filled.contains(OrderNumber.of(order)), "OrderNonceUsed");
        var wanted = sold(quote.offer()).add(order.quantity());
        require(wanted.compareTo(offer.capacity()) <= 0, "CapacityExceeded");
        require(!leases.containsKey(id(quote)), "LeaseInStatus");
        require(stake(offer.provider()).amount.compareTo(terms.minStake()) >= 0, "StakeTooLow");
        collect(order.payer(), order.deposit().longValueExact());

        filled.add(OrderNumber.of(order));
        sold.put(quote.offer(), wanted);
        stake(offer.provider()).leases++;
        var lease = new Lease(order, offer, intervalCost(quote, order));
        lease.endsAt = now + order.duration().toSeconds();
        lease.mark = now + terms.startWindow().toSeconds();
        leases.put(id(quote), lease);
    }

    private static void checkTerms(Offer offer, Order order) {
        require(offer.resourceClass() == order.resourceClass(), "TermsDiffer");
        require(order.quantity().signum() > 0, "QuantityMissing");
        require(order.duration().compareTo(offer.minDuration()) >= 0, "DurationOutOfRange");
        require(order.duration().compareTo(offer.maxDuration()) <= 0, "DurationOutOfRange");
    }

    private void checkTimes(Offer offer, Order order, Quote quote) {
        require(now >= offer.validFrom().getEpochSecond(), "OfferNotValid");
        require(now <= offer.validUntil().getEpochSecond(), "OfferNotValid");
        require(now <= order.validUntil().getEpochSecond(), "OrderExpired");
        require(now <= quote.reservedUntil().getEpochSecond(), "QuoteExpired");
        require(offer.nonce() >= purse(offer.provider()).floor, "NonceVoid");
        require(order.nonce() >= purse(order.payer()).floor, "NonceVoid");
    }

    private long intervalCost(Quote quote, Order order) {
        return quote.unitPrices()
                .values()
                .getFirst()
                .multiply(order.quantity())
                .multiply(BigInteger.valueOf(terms.intervalSeconds().toSeconds()))
                .divide(UnitPrices.SCALE)
                .longValueExact();
    }

    private void activate(Lease lease) {
        require(sender.equals(lease.provider), "NotProvider");
        require(lease.status == LeaseStatus.OPEN, "LeaseInStatus");
        require(now <= lease.mark, "TooLate");
        lease.status = LeaseStatus.ACTIVE;
    }

    private SkipReason settle(Signed<Voucher> signed) {
        var voucher = signed.message();
        var found = find(voucher.lease());
        if (found.isEmpty() || (found.get().status != LeaseStatus.ACTIVE && found.get().status != LeaseStatus.PAUSED)) {
            return SkipReason.LEASE_NOT_PAYABLE;
        }
        var lease = found.get();
        long cumulative = voucher.cumulative().longValueExact();
        if (cumulative <= lease.paid) {
            return SkipReason.STALE;
        }
        if (cumulative > lease.deposit) {
            return SkipReason.ABOVE_DEPOSIT;
        }
        if (!signed(signed, lease.payer)) {
            return SkipReason.BAD_SIGNATURE;
        }
        purse(lease.provider).deposited += cumulative - lease.paid;
        lease.paid = cumulative;
        return SkipReason.NONE;
    }

    private void pause(Lease lease) {
        require(sender.equals(lease.provider), "NotProvider");
        require(lease.status == LeaseStatus.ACTIVE, "LeaseInStatus");
        require(now < lease.endsAt, "LeaseOver");
        require(lease.escrow() < lease.intervalCost, "FundsSuffice");
        lease.status = LeaseStatus.PAUSED;
        lease.mark = now;
    }

    private void topUp(Lease lease, long amount) {
        requireRunning(lease);
        require(amount > 0, "ZeroAmount");
        collect(sender, amount);
        lease.deposit += amount;
        if (lease.status == LeaseStatus.PAUSED && lease.escrow() >= lease.intervalCost) {
            lease.status = LeaseStatus.ACTIVE;
        }
    }

    private void requestClose(Lease lease, CloseReason reason) {
        requireRunning(lease);
        require(lease.reason == CloseReason.NONE, "CloseAlreadyRequested");
        var allowed = new ArrayList<CloseReason>();
        if (sender.equals(lease.payer)) {
            allowed.addAll(List.of(
                    CloseReason.CONSUMER_CLOSED,
                    CloseReason.PROVIDER_LOST,
                    CloseReason.SLO_BREACHED,
                    CloseReason.POLICY_VIOLATED));
        } else {
            require(sender.equals(lease.provider), "NotParty");
            allowed.addAll(List.of(CloseReason.PROVIDER_CLOSED, CloseReason.PREEMPTED, CloseReason.POLICY_VIOLATED));
        }
        require(allowed.contains(reason), "ReasonNotAllowed");
        lease.reason = reason;
        lease.endsAt = Math.min(lease.endsAt, now + lease.noticeWindow);
    }

    private void closeTogether(LedgerCommand.CloseCooperative command) {
        var consent = command.consent().message();
        var lease = lease(consent.lease());
        long cumulative = consent.cumulative().longValueExact();
        require(lease.live(), "LeaseInStatus");
        require(cumulative >= lease.paid, "VoucherStale");
        require(cumulative <= lease.deposit, "AmountAboveDeposit");
        require(consent.reason() != CloseReason.NONE, "ReasonNotAllowed");
        require(consent.reason() != CloseReason.START_TIMEOUT, "ReasonNotAllowed");
        require(sender.equals(lease.payer) || sender.equals(lease.provider), "NotParty");
        var other = sender.equals(lease.payer) ? lease.provider : lease.payer;
        require(signed(command.consent(), other), "BadSignature");
        end(lease, consent.reason(), cumulative);
    }

    private void finish(Lease lease) {
        require(lease.live(), "LeaseInStatus");
        require(now >= lease.endsAt + terms.challengeWindow().toSeconds(), "TooEarly");
        end(lease, lease.reason == CloseReason.NONE ? CloseReason.EXPIRED : lease.reason, lease.paid);
    }

    private void closeExhausted(Lease lease) {
        require(lease.status == LeaseStatus.PAUSED, "LeaseInStatus");
        require(now >= lease.mark + terms.graceWindow().toSeconds(), "TooEarly");
        end(lease, CloseReason.FUNDS_EXHAUSTED, lease.paid);
    }

    private void timeOutStart(Order order, Quote quote) {
        require(order.structHash().equals(quote.order()), "HashMismatch");
        var lease = lease(id(quote));
        require(lease.status == LeaseStatus.OPEN, "LeaseInStatus");
        require(now > lease.mark, "TooEarly");
        filled.remove(OrderNumber.of(order));
        end(lease, CloseReason.START_TIMEOUT, 0);
        var stake = stake(lease.provider);
        var taken = stake.amount.min(terms.startPenalty());
        stake.amount = stake.amount.subtract(taken);
        confiscated = confiscated.add(taken);
    }

    private void end(Lease lease, CloseReason reason, long paidTotal) {
        purse(lease.provider).deposited += paidTotal - lease.paid;
        purse(lease.payer).deposited += lease.deposit - paidTotal;
        lease.paid = paidTotal;
        lease.status = LeaseStatus.SETTLED;
        lease.reason = reason;
        stake(lease.provider).leases--;
    }

    // ---- words of the rules

    private void requireRunning(Lease lease) {
        require(lease.live(), "LeaseInStatus");
        require(now < lease.endsAt, "LeaseOver");
    }

    private Lease lease(LeaseId id) {
        return find(id).orElseThrow();
    }

    private LeaseId id(Quote quote) {
        return LeaseId.of(TypedData.digest(domain, quote).bytes());
    }

    private boolean signed(Signed<? extends TypedData.Message> signed, Address by) {
        return signatures.valid(signed.message(), signed.signature(), by);
    }

    private static void require(boolean rule, String refusal) {
        if (!rule) {
            throw new LedgerRefusal(refusal, Map.of());
        }
    }
}
