package souk.evm;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import souk.core.eip712.TypedData;
import souk.core.market.CloseConsent;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.ledger.LedgerCommand;
import souk.ledger.MarketParameters;
import souk.ledger.rules.LeaseRules;
import souk.trust.AccountKey;

/// What parties might do next, wisely or not: one seed, one history. Most steps name a lease that exists and a sender
/// that may; some have the wrong sender, amount, signature or moment.
final class RandomHistory {
    private static final UnitPrices PRICES = new UnitPrices(List.of(BigInteger.TEN.pow(18), BigInteger.ONE));
    private static final long QUANTITY = 10;
    private static final int MOST_LIVE = 5;
    private static final Duration NOTICE = Duration.ofSeconds(45);

    /// @param sender whose transaction it is
    /// @param at the time of its block
    record Step(Address sender, LedgerCommand command, Instant at) {}

    private final Random random;
    private long orders;
    private final List<AccountKey> payers;
    private final List<AccountKey> providers;
    private final TypedData.Domain domain;
    private final Address asset;
    private final MarketParameters terms;
    private final LeaseRules rules;
    private final List<LedgerCommand.Opening> openings = new ArrayList<>();
    private final Instant start;
    private Instant now;

    RandomHistory(
            long seed,
            List<AccountKey> payers,
            List<AccountKey> providers,
            MarketAddresses addresses,
            MarketParameters terms,
            LeaseRules rules,
            Instant start) {
        this.random = new Random(seed);
        this.payers = payers;
        this.providers = providers;
        this.domain = addresses.domain();
        this.asset = addresses.stablecoin();
        this.terms = terms;
        this.rules = rules;
        this.start = start;
        this.now = start;
    }

    Step next() {
        now = now.plusSeconds(1 + random.nextInt(10));
        var live = openings.stream()
                .filter(it ->
                        rules.find(lease(it)).filter(LeaseRules.Lease::live).isPresent())
                .toList();
        if (openings.isEmpty() || (live.size() < MOST_LIVE && random.nextInt(3) == 0)) {
            return open();
        }
        if (random.nextInt(10) == 0) {
            return money();
        }
        if (live.isEmpty() || random.nextInt(12) == 0) {
            return afterwards(openings.get(random.nextInt(openings.size())));
        }
        var opening = live.get(random.nextInt(live.size()));
        var record = rules.find(lease(opening)).orElseThrow();
        return random.nextInt(3) == 0 ? atADeadline(opening, record) : lifeOf(opening, record);
    }

    /// With a lease that is over, or with an order that was refused.
    private Step afterwards(LedgerCommand.Opening opening) {
        return rules.find(lease(opening))
                .map(record -> lifeOf(opening, record))
                .orElseGet(() -> step(payer(), new LedgerCommand.OpenLeases(List.of(opening))));
    }

    private Step atADeadline(LedgerCommand.Opening opening, LeaseRules.Lease record) {
        var lease = lease(opening);
        if (record.status == LeaseStatus.OPEN) {
            passTo(record.mark);
            return random.nextBoolean()
                    ? step(
                            anybody(),
                            new LedgerCommand.TimeOutStart(
                                    opening.order().message(), opening.quote().message()))
                    : step(key(record.provider), new LedgerCommand.ActivateLease(lease, Digest.ZERO));
        }
        if (record.status == LeaseStatus.PAUSED && random.nextBoolean()) {
            passTo(record.mark + terms.graceWindow().toSeconds());
            return step(anybody(), new LedgerCommand.CloseExhausted(lease));
        }
        if (random.nextBoolean()) {
            passTo(record.endsAt);
            return lifeOf(opening, record);
        }
        passTo(record.endsAt + terms.challengeWindow().toSeconds());
        return step(anybody(), new LedgerCommand.FinalizeClose(lease));
    }

    private Step lifeOf(LedgerCommand.Opening opening, LeaseRules.Lease record) {
        var lease = lease(opening);
        var payer = key(record.payer);
        var provider = key(record.provider);
        if (record.status == LeaseStatus.ACTIVE && record.escrow() < record.intervalCost && random.nextBoolean()) {
            return step(provider, new LedgerCommand.PauseLease(lease));
        }
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> step(mostly(provider), new LedgerCommand.ActivateLease(lease, Digest.ZERO));
            case 4, 5, 6 -> step(anybody(), vouchers(lease, record, payer));
            case 7, 8 -> step(mostly(provider), new LedgerCommand.PauseLease(lease));
            case 9 -> step(mostly(payer), new LedgerCommand.TopUp(lease, BigInteger.valueOf(random.nextInt(900))));
            case 10 -> step(mostly(random.nextBoolean() ? payer : provider), closing(lease));
            case 11 -> step(mostly(provider), new LedgerCommand.CloseCooperative(consent(lease, record, payer)));
            case 12 -> step(anybody(), new LedgerCommand.FinalizeClose(lease));
            case 13 -> step(anybody(), new LedgerCommand.CloseExhausted(lease));
            case 14 ->
                step(
                        anybody(),
                        new LedgerCommand.TimeOutStart(
                                opening.order().message(), opening.quote().message()));
            default -> step(anybody(), new LedgerCommand.OpenLeases(List.of(opening)));
        };
    }

    private LedgerCommand vouchers(LeaseId lease, LeaseRules.Lease record, AccountKey payer) {
        return new LedgerCommand.SettleVouchers(List.of(voucher(lease, record, payer), voucher(lease, record, payer)));
    }

    private LedgerCommand closing(LeaseId lease) {
        return new LedgerCommand.RequestClose(lease, reason(), Digest.ZERO);
    }

    private Step money() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> step(payer(), new LedgerCommand.Deposit(asset, BigInteger.valueOf(random.nextInt(8_000))));
            case 2, 3 -> step(anybody(), new LedgerCommand.Withdraw(asset, BigInteger.valueOf(random.nextInt(4_000))));
            default -> step(anybody(), new LedgerCommand.RaiseNonceFloor(random.nextInt(20)));
        };
    }

    private Step open() {
        var provider = providers.get(random.nextInt(providers.size()));
        var payer = payer();
        var validUntil = now.plus(Duration.ofDays(1));
        long offerNonce = rarely() ? 0 : rules.purse(provider.address()).floor;
        long orderNonce = rarely() ? 0 : rules.purse(payer.address()).floor + ++orders;
        var offer = new Offer(
                provider.address(),
                ResourceClass.STORAGE,
                Digest.ZERO,
                asset,
                PRICES,
                BigInteger.valueOf(4 * QUANTITY),
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                NOTICE,
                Digest.ZERO,
                start,
                rarely() ? now.minusSeconds(1) : validUntil,
                offerNonce,
                Digest.ZERO);
        var order = new Order(
                payer.address(),
                payer.address(),
                rarely() ? ResourceClass.COMPUTE : ResourceClass.STORAGE,
                Digest.ZERO,
                asset,
                rarely() ? UnitPrices.of(1, 1) : PRICES,
                BigInteger.valueOf(rarely() ? 0 : QUANTITY),
                Duration.ofSeconds(110 + random.nextInt(900)),
                BigInteger.valueOf(random.nextInt(4_000)),
                Digest.ZERO,
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                rarely() ? now.minusSeconds(1) : validUntil,
                orderNonce,
                salt());
        var quote =
                new Quote(offer.structHash(), order.structHash(), PRICES, rarely() ? now.minusSeconds(1) : validUntil);
        var opening = new LedgerCommand.Opening(offer, signed(payer, order), signed(provider, quote));
        openings.add(opening);
        return step(anybody(), new LedgerCommand.OpenLeases(List.of(opening)));
    }

    private Signed<Voucher> voucher(LeaseId lease, LeaseRules.Lease record, AccountKey payer) {
        long most = record.deposit + record.deposit / 5;
        // Often nearly all: a lease is to run out of money now and then.
        long cumulative = random.nextBoolean() ? record.deposit - random.nextInt(20) : random.nextLong(most + 1);
        return signed(payer, new Voucher(lease, BigInteger.valueOf(Math.max(0, cumulative)), 1, Digest.ZERO));
    }

    private Signed<CloseConsent> consent(LeaseId lease, LeaseRules.Lease record, AccountKey payer) {
        long cumulative = random.nextLong(record.deposit + record.deposit / 5 + 1);
        return signed(payer, new CloseConsent(lease, BigInteger.valueOf(cumulative), reason()));
    }

    /// A second before, at, or after.
    private void passTo(long seconds) {
        var then = Instant.ofEpochSecond(seconds + random.nextInt(3) - 1);
        now = then.isAfter(now) ? then : now;
    }

    private CloseReason reason() {
        return CloseReason.values()[random.nextInt(CloseReason.values().length)];
    }

    private Step step(AccountKey sender, LedgerCommand command) {
        return new Step(sender.address(), command, now);
    }

    private AccountKey mostly(AccountKey key) {
        return random.nextInt(5) == 0 ? anybody() : key;
    }

    private AccountKey anybody() {
        return random.nextBoolean() ? payer() : providers.get(random.nextInt(providers.size()));
    }

    private AccountKey payer() {
        return payers.get(random.nextInt(payers.size()));
    }

    private AccountKey key(Address address) {
        return java.util.stream.Stream.concat(payers.stream(), providers.stream())
                .filter(key -> key.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private <T extends TypedData.Message> Signed<T> signed(AccountKey signer, T message) {
        return new Signed<>(message, (rarely() ? anybody() : signer).sign(domain, message));
    }

    private boolean rarely() {
        return random.nextInt(50) == 0;
    }

    private LeaseId lease(LedgerCommand.Opening opening) {
        return LeaseId.of(TypedData.digest(domain, opening.quote().message()).bytes());
    }

    private Digest salt() {
        return Digest.of(
                ByteBuffer.allocate(Digest.BYTES).putLong(random.nextLong()).array());
    }
}
