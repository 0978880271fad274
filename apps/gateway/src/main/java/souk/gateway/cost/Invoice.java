package souk.gateway.cost;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseTerms;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sdk.cost.CostLine;

/// One lease as a finance department audits it: what was agreed and by whom, what each meter cost, what was promised,
/// what the evidence is, and which transactions paid.
public final class Invoice {
    private Invoice() {}

    /// @param lines all of the lease
    /// @param vouchers those still kept, newest first
    public static void write(JsonObject.Builder json, Lease lease, List<CostLine> lines, List<JsonObject> vouchers) {
        var charged = lines.stream()
                .filter(line -> line.kind().isCharge())
                .map(CostLine::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        json.put("currency", CostLine.CURRENCY)
                .put("charged", CostLine.plain(charged))
                .put("lines", Json.array(lines.stream().map(CostLine::toJson).toList()))
                .put("vouchers", Json.array(vouchers))
                .put("evidence", Json.array(evidence(lease)))
                .put("settlements", Json.array(settlements(lease)));
    }

    /// What order, offer and quote say and who signed them. That the ledger names the same order and offer shows that
    /// these are the ones the lease was opened on: it checked the signatures.
    public static JsonObject terms(Lease lease, LeaseTerms terms) {
        return Json.object()
                .put("order", terms.order().structHash().hex())
                .put("orderSignedBy", lease.payer().hex())
                .put(
                        "orderOnLedger",
                        terms.order().structHash().equals(lease.terms().order()))
                .put("offer", terms.offer().structHash().hex())
                .put("offerSignedBy", lease.provider().hex())
                .put(
                        "offerOnLedger",
                        terms.offer().structHash().equals(lease.terms().offer()))
                .put("quote", terms.quote().structHash().hex())
                .put("quoteSignedBy", lease.provider().hex())
                .put(
                        "prices",
                        Json.array(prices(
                                lease, terms.quote().unitPrices(), terms.offer().unitPrices())))
                .build();
    }

    private static List<JsonObject> prices(Lease lease, UnitPrices quoted, UnitPrices offered) {
        var meters = lease.resourceClass().meters();
        return IntStream.range(0, Math.min(meters.size(), quoted.values().size()))
                .mapToObj(i -> Json.object()
                        .put("meter", meters.get(i))
                        .put("price", price(quoted.values(), i))
                        .put("listPrice", price(offered.values(), i))
                        .build())
                .toList();
    }

    private static String price(List<BigInteger> values, int index) {
        var value = index < values.size() ? values.get(index) : BigInteger.ZERO;
        return CostLine.plain(new BigDecimal(value, CostLine.PRICE_DECIMALS));
    }

    private static List<JsonObject> evidence(Lease lease) {
        return lease.history().stream()
                .filter(entry -> !evidence(entry.event()).equals(Digest.ZERO))
                .map(entry -> about(entry)
                        .put("digest", evidence(entry.event()).hex())
                        .build())
                .toList();
    }

    private static Digest evidence(LedgerEvent event) {
        return switch (event) {
            case LedgerEvent.LeaseActivated it -> it.start();
            case LedgerEvent.LeaseCloseRequested it -> it.evidence();
            case LedgerEvent.LeaseClosed it -> it.evidence();
            case LedgerEvent.LeaseRebated it -> it.evidence();
            case LedgerEvent.ChallengeOpened it -> it.evidence();
            case LedgerEvent.ChallengeFailed it -> it.evidence();
            default -> Digest.ZERO;
        };
    }

    private static List<JsonObject> settlements(Lease lease) {
        return lease.history().stream()
                .filter(entry -> movesMoney(entry.event()))
                .map(entry -> about(entry).put("detail", entry.event().toJson()).build())
                .toList();
    }

    private static boolean movesMoney(LedgerEvent event) {
        return event instanceof LedgerEvent.LeaseOpened
                || event instanceof LedgerEvent.LeaseToppedUp
                || event instanceof LedgerEvent.VoucherSettled
                || event instanceof LedgerEvent.LeaseClosed
                || event instanceof LedgerEvent.LeaseRebated
                || event instanceof LedgerEvent.ChallengeFailed;
    }

    private static JsonObject.Builder about(LedgerEntry entry) {
        return Json.object()
                .put("at", entry.at().toString())
                .put("event", entry.event().kind())
                .put("transaction", entry.position().transaction().hex())
                .put("block", entry.position().block());
    }
}
