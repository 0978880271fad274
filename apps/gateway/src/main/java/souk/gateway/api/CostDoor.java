package souk.gateway.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.gateway.cost.CostReport;
import souk.gateway.cost.Days;
import souk.gateway.pay.CostLedger;
import souk.gateway.store.Bucket;
import souk.gateway.store.Buckets;
import souk.gateway.store.TenantId;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.cost.CostLine;

/// What the caller's leases cost: line by line, and by bucket.
final class CostDoor {
    /// Lines of a page, unless the caller wants another number; a page ends with a whole lease.
    private static final int PAGE = 1_000;
    /// A line has some 700 bytes, so that a page stays below 4 MB and one lease.
    private static final int MAX_PAGE = 5_000;
    /// Buckets whose names are told.
    private static final int BUCKETS = 10_000;

    private final Callers callers;
    private final Map<TenantId, Address> accounts;
    private final CostReport report;
    private final CostLedger ledger;
    private final Buckets buckets;

    /// @param accounts of the tenants, which pay
    CostDoor(Callers callers, Map<TenantId, Address> accounts, CostReport report, CostLedger ledger, Buckets buckets) {
        this.callers = callers;
        this.accounts = accounts;
        this.report = report;
        this.ledger = ledger;
        this.buckets = buckets;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/costs", callers.signed((request, caller, _) -> lines(request, caller))),
                Route.get("/v1/costs/buckets", callers.signed((request, caller, _) -> byBucket(request, caller))));
    }

    private Response lines(Request request, TenantId caller) {
        var page = report.page(
                account(caller), days(request), request.query("after").orElse(""), limit(request));
        var json = Json.object()
                .put("currency", CostLine.CURRENCY)
                .put(
                        "lines",
                        Json.array(page.lines().stream().map(CostLine::toJson).toList()));
        if (!page.next().isEmpty()) {
            json.put("next", page.next());
        }
        return Response.json(json.build());
    }

    /// Exact: what storage cost beyond what buckets are told to have cost has a line of its own, and so has compute.
    private Response byBucket(Request request, TenantId caller) {
        var days = days(request);
        var total = new Totals();
        report.each(account(caller), days, total::add);
        var amounts = new ArrayList<JsonObject>();
        var names = buckets.list(caller, "", "", BUCKETS).stream()
                .collect(Collectors.toMap(Bucket::id, bucket -> bucket.name().value()));
        var left = total.storage;
        for (var each : ledger.byBucket(caller, days.since(), days.until()).entrySet()) {
            var amount = CostLine.amount(BigInteger.valueOf(each.getValue()));
            left = left.subtract(amount);
            amounts.add(amount(name(each.getKey(), names), amount));
        }
        if (left.signum() != 0) {
            amounts.add(amount("(storage, not told apart)", left));
        }
        if (total.compute.signum() != 0) {
            amounts.add(amount("(compute)", total.compute));
        }
        return Response.json(Json.object()
                .put("currency", CostLine.CURRENCY)
                .put("buckets", Json.array(amounts))
                .put("total", CostLine.plain(total.storage.add(total.compute)))
                .build());
    }

    private static String name(long bucket, Map<Long, String> names) {
        return bucket == CostLedger.NO_BUCKET
                ? "(nothing stored)"
                : Optional.ofNullable(names.get(bucket)).orElse("(deleted bucket " + bucket + ")");
    }

    private static JsonObject amount(String bucket, BigDecimal amount) {
        return Json.object()
                .put("bucket", bucket)
                .put("amount", CostLine.plain(amount))
                .build();
    }

    /// Charges by resource class.
    private static final class Totals {
        private BigDecimal storage = BigDecimal.ZERO;
        private BigDecimal compute = BigDecimal.ZERO;

        void add(CostLine line) {
            if (line.kind().isCharge()) {
                if (line.service().equals(ResourceClass.COMPUTE.name().toLowerCase(Locale.ROOT))) {
                    compute = compute.add(line.amount());
                } else {
                    storage = storage.add(line.amount());
                }
            }
        }
    }

    private Address account(TenantId caller) {
        return Optional.ofNullable(accounts.get(caller))
                .orElseThrow(() -> new SoukException(ErrorCode.FORBIDDEN, "this account has no tenant"));
    }

    private static Days days(Request request) {
        return Days.parse(request.query("since"), request.query("until"));
    }

    private static int limit(Request request) {
        var text = request.query("limit").orElse(Integer.toString(PAGE));
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_PAGE) {
            return Integer.parseInt(text);
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "limit must be a whole number from 1 to " + MAX_PAGE);
    }
}
