package souk.gateway.cost;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import souk.core.value.UnitPrices;
import souk.gateway.cost.UsageBook.Mark;
import souk.gateway.market.Lease;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sdk.cost.CostKind;
import souk.sdk.cost.CostLine;

/// The lines of one lease. What each meter cost is told exactly, with the decimals of its price; what a voucher
/// leaves out of their sum, by rounding or because the deposit is used up, has lines of its own.
///
/// @param prices of the quote
/// @param listPrices of the offer
record LeaseLines(Lease lease, String provider, String region, UnitPrices prices, UnitPrices listPrices) {
    /// @param marks oldest first
    List<CostLine> of(List<Mark> marks, Days days) {
        var lines = new ArrayList<CostLine>();
        var before = Mark.START;
        for (var mark : marks) {
            if (days.contains(mark.day())) {
                add(lines, before, mark);
            }
            before = mark;
        }
        for (var entry : lease.history()) {
            if (days.contains(entry.at())) {
                add(lines, entry, before.promised());
            }
        }
        return lines;
    }

    private void add(List<CostLine> lines, Mark before, Mark now) {
        var from = from(before, now);
        for (int i = 0; i < now.readings().size(); i++) {
            var used = now.readings().get(i).subtract(at(before.readings(), i));
            if (used.signum() != 0) {
                lines.add(usage(i, used, from, now.until()));
            }
        }
        var rounding = exact(before).mod(UnitPrices.SCALE).subtract(exact(now).mod(UnitPrices.SCALE));
        adjust(lines, CostKind.ROUNDING, new BigDecimal(rounding, CostLine.PRICE_DECIMALS), from, now.until());
        var unvouched = unvouched(before).subtract(unvouched(now));
        adjust(lines, CostKind.UNVOUCHED, CostLine.amount(unvouched), from, now.until());
    }

    /// The first mark may be of before days were told apart.
    private Instant from(Mark before, Mark now) {
        var from = before.equals(Mark.START) ? lease.openedAt() : Days.start(now.day());
        return from.isBefore(now.until()) ? from : now.until().minusSeconds(1);
    }

    private void add(List<CostLine> lines, LedgerEntry entry, BigInteger promised) {
        switch (entry.event()) {
            case LedgerEvent.LeaseClosed closed -> {
                event(lines, CostKind.SETTLEMENT, closed.paidTotal().subtract(promised), entry);
                event(lines, CostKind.REFUND, closed.refunded(), entry);
            }
            case LedgerEvent.LeaseRebated rebate ->
                event(lines, CostKind.REBATE, rebate.granted().negate(), entry);
            default -> {}
        }
    }

    private CostLine usage(int meter, BigInteger used, Instant from, Instant to) {
        var price = at(prices.values(), meter);
        return line(
                CostKind.USAGE,
                lease.resourceClass().meters().get(meter),
                from,
                to,
                used,
                price,
                at(listPrices.values(), meter),
                new BigDecimal(price.multiply(used), CostLine.PRICE_DECIMALS),
                "");
    }

    private void adjust(List<CostLine> lines, CostKind kind, BigDecimal amount, Instant from, Instant to) {
        if (amount.signum() != 0) {
            lines.add(line(kind, "", from, to, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, amount, ""));
        }
    }

    private void event(List<CostLine> lines, CostKind kind, BigInteger amount, LedgerEntry entry) {
        if (amount.signum() != 0) {
            lines.add(line(
                    kind,
                    "",
                    entry.at(),
                    entry.at().plusSeconds(1),
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    CostLine.amount(amount),
                    entry.position().transaction().hex()));
        }
    }

    private CostLine line(
            CostKind kind,
            String meter,
            Instant from,
            Instant to,
            BigInteger quantity,
            BigInteger price,
            BigInteger listPrice,
            BigDecimal amount,
            String reference) {
        return new CostLine(
                kind,
                lease.payer().hex(),
                lease.id().hex(),
                lease.resourceClass().name().toLowerCase(Locale.ROOT),
                provider,
                lease.provider().hex(),
                region,
                meter,
                from,
                to,
                quantity,
                new BigDecimal(price, CostLine.PRICE_DECIMALS),
                new BigDecimal(listPrice, CostLine.PRICE_DECIMALS),
                amount,
                reference);
    }

    /// In smallest units × 10^18.
    private BigInteger exact(Mark mark) {
        var sum = BigInteger.ZERO;
        for (int i = 0; i < mark.readings().size(); i++) {
            sum = sum.add(mark.readings().get(i).multiply(at(prices.values(), i)));
        }
        return sum;
    }

    private BigInteger unvouched(Mark mark) {
        return exact(mark).divide(UnitPrices.SCALE).subtract(mark.promised());
    }

    private static BigInteger at(List<BigInteger> values, int index) {
        return index < values.size() ? values.get(index) : BigInteger.ZERO;
    }
}
