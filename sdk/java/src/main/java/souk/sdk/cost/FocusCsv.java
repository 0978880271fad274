package souk.sdk.cost;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.core.json.Json;

/// Charges in the FinOps Open Cost and Usage Specification, version 1.0: every mandatory column, the conditional ones
/// that apply, and two of our own.
///
/// The billing currency must be one of ISO 4217, so that it is USD, at par; `x_Asset` names the token. Money that
/// only moves (deposits, withdrawals, refunds of deposits) is no charge and not in it.
public final class FocusCsv {
    /// In the order of the rows.
    public static final List<String> COLUMNS = List.of(
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargeFrequency",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ConsumedQuantity",
            "ConsumedUnit",
            "ContractedCost",
            "ContractedUnitPrice",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "ListUnitPrice",
            "PricingCategory",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "RegionId",
            "RegionName",
            "ResourceId",
            "ResourceName",
            "ResourceType",
            "ServiceCategory",
            "ServiceName",
            "SkuId",
            "SkuPriceId",
            "SubAccountId",
            "SubAccountName",
            "Tags",
            "x_Asset",
            "x_Transaction");

    private static final Map<String, String> UNITS = Map.of(
            "byteSeconds", "Byte-Seconds",
            "ingressBytes", "Bytes",
            "egressBytes", "Bytes",
            "requests", "Requests",
            "auditLeaves", "Leaves",
            "cpuMillis", "Core-Milliseconds",
            "memoryByteSeconds", "Byte-Seconds",
            "gpuMillis", "GPU-Milliseconds",
            "instructions", "Instructions");

    private FocusCsv() {}

    public static String header() {
        return Csv.row(COLUMNS);
    }

    /// A row; empty for a line that is no charge.
    public static String row(CostLine line) {
        if (!line.kind().isCharge()) {
            return "";
        }
        var cells = cells(line);
        return Csv.row(
                COLUMNS.stream().map(column -> cells.getOrDefault(column, "")).toList());
    }

    private static Map<String, String> cells(CostLine line) {
        var cells = new LinkedHashMap<String, String>();
        var month = YearMonth.from(line.from().atZone(ZoneOffset.UTC));
        var cost = CostLine.plain(line.amount());
        cells.put("BilledCost", cost);
        cells.put("EffectiveCost", cost);
        cells.put("ContractedCost", cost);
        cells.put("ListCost", cost);
        cells.put("BillingAccountId", Csv.text(line.account()));
        cells.put("BillingAccountName", Csv.text(line.account()));
        cells.put("BillingCurrency", "USD");
        cells.put("BillingPeriodStart", start(month));
        cells.put("BillingPeriodEnd", start(month.plusMonths(1)));
        cells.put("ChargePeriodStart", time(line.from()));
        cells.put("ChargePeriodEnd", time(line.to()));
        cells.put("ChargeCategory", category(line.kind()));
        cells.put("ChargeFrequency", "Usage-Based");
        cells.put("ChargeDescription", Csv.text(description(line)));
        cells.put("InvoiceIssuerName", Csv.text(line.provider()));
        cells.put("ProviderName", Csv.text(line.provider()));
        cells.put("PublisherName", Csv.text(line.provider()));
        cells.put("RegionId", Csv.text(line.region()));
        cells.put("RegionName", Csv.text(line.region()));
        cells.put("ResourceId", Csv.text(line.lease()));
        cells.put("ResourceName", Csv.text(line.lease()));
        cells.put("ResourceType", "Lease");
        cells.put("ServiceCategory", line.service().equals("compute") ? "Compute" : "Storage");
        cells.put("ServiceName", "Souk " + line.service());
        cells.put("Tags", tags(line));
        cells.put("x_Asset", CostLine.CURRENCY);
        cells.put("x_Transaction", Csv.text(line.reference()));
        if (line.kind() == CostKind.USAGE) {
            usage(line, cells);
        }
        return cells;
    }

    private static void usage(CostLine line, Map<String, String> cells) {
        var quantity = line.quantity().toString();
        var unit = UNITS.getOrDefault(line.meter(), line.meter());
        cells.put("ConsumedQuantity", quantity);
        cells.put("ConsumedUnit", unit);
        cells.put("PricingQuantity", quantity);
        cells.put("PricingUnit", unit);
        cells.put("PricingCategory", "Standard");
        cells.put("ContractedUnitPrice", CostLine.plain(line.price()));
        cells.put("ListUnitPrice", CostLine.plain(line.listPrice()));
        cells.put("ListCost", CostLine.plain(line.listPrice().multiply(new BigDecimal(line.quantity()))));
        var sku = line.service() + "-" + line.meter();
        cells.put("SkuId", sku);
        cells.put("SkuPriceId", sku + "-" + line.lease());
    }

    private static String category(CostKind kind) {
        return switch (kind) {
            case USAGE -> "Usage";
            case REBATE -> "Credit";
            default -> "Adjustment";
        };
    }

    private static String description(CostLine line) {
        return switch (line.kind()) {
            case USAGE -> line.meter() + " of a " + line.service() + " lease at " + line.provider();
            case ROUNDING -> "rounded down to the smallest unit";
            case UNVOUCHED -> "earned, but no voucher promises it";
            case SETTLEMENT -> "vouched for, but paid otherwise when the lease closed";
            case REBATE -> "rebate for service below what was promised";
            case REFUND, DEPOSIT, WITHDRAWAL -> "no charge";
        };
    }

    private static String tags(CostLine line) {
        return Json.object()
                .put("kind", line.kind().name())
                .put("lease", line.lease())
                .put("providerAccount", line.providerAccount())
                .build()
                .toString();
    }

    private static String start(YearMonth month) {
        return time(month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
