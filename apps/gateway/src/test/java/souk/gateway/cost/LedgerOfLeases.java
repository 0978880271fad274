package souk.gateway.cost;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import souk.core.market.CloseReason;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.Names;
import souk.gateway.store.TenantId;
import souk.gateway.work.Settlement;
import souk.ledger.ChainId;
import souk.ledger.EventPage;
import souk.ledger.EventPosition;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// A ledger that tells of leases, a second after the other.
public final class LedgerOfLeases {
    public static final Address PAYER = new Address("0x" + "aa".repeat(20));
    static final long FIRST_DAY = 20_000;
    static final Digest EVIDENCE = new Digest("0x" + "ee".repeat(32));
    private static final Address PROVIDER = new Address("0x" + "bb".repeat(20));
    private static final Address ASSET = new Address("0x" + "cc".repeat(20));
    private static final Address OTHER_ASSET = new Address("0x" + "dd".repeat(20));

    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<LeaseId, LeaseTerms> terms = new HashMap<>();

    public static LeaseId lease(int number) {
        return new LeaseId("0x" + "%064x".formatted(number));
    }

    public void open(int number, ResourceClass resourceClass, UnitPrices prices, long deposit) {
        var start = Days.start(FIRST_DAY);
        var order = order(resourceClass, prices);
        var offer = offer(resourceClass, prices, start);
        terms.put(
                lease(number),
                new LeaseTerms(
                        lease(number),
                        new TenantId("owner"),
                        order,
                        offer,
                        new Quote(offer.structHash(), order.structHash(), prices, start),
                        "eu-west-1",
                        "de",
                        Optional.empty()));
        add(new LedgerEvent.LeaseOpened(
                lease(number),
                PAYER,
                PROVIDER,
                resourceClass,
                BigInteger.TEN,
                start.plus(Duration.ofDays(30)),
                start,
                BigInteger.valueOf(deposit),
                BigInteger.ONE,
                ASSET,
                order.structHash(),
                offer.structHash()));
    }

    void settle(int number, long sum, long paid) {
        add(new LedgerEvent.VoucherSettled(lease(number), BigInteger.valueOf(sum), BigInteger.valueOf(paid), 1));
    }

    void close(int number, long paid, long refunded) {
        add(new LedgerEvent.LeaseClosed(
                lease(number),
                CloseReason.COMPLETED,
                BigInteger.valueOf(paid),
                BigInteger.valueOf(refunded),
                EVIDENCE));
    }

    void rebate(int number, long granted) {
        var amount = BigInteger.valueOf(granted);
        add(new LedgerEvent.LeaseRebated(lease(number), amount, amount, BigInteger.ZERO, Digest.ZERO));
    }

    /// Of the asset, and of another one that is no part of the costs.
    void deposit(long amount) {
        add(new LedgerEvent.Deposited(PAYER, ASSET, BigInteger.valueOf(amount)));
        add(new LedgerEvent.Deposited(PAYER, OTHER_ASSET, BigInteger.valueOf(amount)));
    }

    void withdraw(long amount) {
        add(new LedgerEvent.Withdrawn(PAYER, ASSET, BigInteger.valueOf(amount)));
    }

    LeaseIndex index() {
        var index = new LeaseIndex(cursor -> new EventPage(entries, cursor, OptionalLong.empty()), Set.of(PAYER));
        index.tick();
        return index;
    }

    public Optional<LeaseTerms> terms(LeaseId lease) {
        return Optional.ofNullable(terms.get(lease));
    }

    public CostReport report(
            Function<LeaseId, List<UsageBook.Mark>> marks, Function<LeaseId, Optional<Settlement>> settlements) {
        return new CostReport(index(), this::terms, new Names(Map.of(PROVIDER, "north")), ASSET, marks, settlements);
    }

    private void add(LedgerEvent event) {
        int number = entries.size();
        var position = new EventPosition(
                ChainId.parse("eip155:31337"),
                number,
                Digest.ZERO,
                new Digest("0x" + "%064x".formatted(number + 1)),
                0);
        Instant at = Days.start(FIRST_DAY).plusSeconds(number);
        entries.add(new LedgerEntry(position, at, event));
    }

    private static Offer offer(ResourceClass resourceClass, UnitPrices prices, Instant start) {
        return new Offer(
                PROVIDER,
                resourceClass,
                Digest.ZERO,
                ASSET,
                prices,
                BigInteger.TEN,
                Duration.ofMinutes(1),
                Duration.ofDays(30),
                Duration.ofHours(1),
                Digest.ZERO,
                start,
                start.plusSeconds(60),
                1,
                Digest.ZERO);
    }

    private static Order order(ResourceClass resourceClass, UnitPrices prices) {
        return new Order(
                PAYER,
                PAYER,
                resourceClass,
                Digest.ZERO,
                ASSET,
                prices,
                BigInteger.TEN,
                Duration.ofHours(1),
                BigInteger.TEN,
                Digest.ZERO,
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                Days.start(FIRST_DAY),
                1,
                Digest.ZERO);
    }
}
