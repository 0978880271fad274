package souk.sdk.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import souk.core.json.Json;

final class FocusCsvTest {
    /// The columns that FOCUS 1.0 calls mandatory; the ones in the second set may be null in a row.
    private static final Set<String> NEVER_NULL = Set.of(
            "BilledCost",
            "BillingAccountId",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ContractedCost",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "ProviderName",
            "PublisherName",
            "ServiceCategory",
            "ServiceName");
    private static final Set<String> MAY_BE_NULL =
            Set.of("BillingAccountName", "ChargeClass", "ChargeDescription", "PricingQuantity", "PricingUnit");
    private static final Instant FROM = Instant.parse("2026-12-31T23:00:00Z");
    private static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");

    @Example
    void everyRowHasAllMandatoryColumnsWithValuesThatTheSpecificationAllows() {
        assertThat(FocusCsv.COLUMNS)
                .containsAll(NEVER_NULL)
                .containsAll(MAY_BE_NULL)
                .doesNotHaveDuplicates();
        for (var kind : CostKind.values()) {
            if (kind.isCharge()) {
                check(row(line(kind, "north")), kind);
            }
        }
    }

    private static void check(Map<String, String> row, CostKind kind) {
        NEVER_NULL.forEach(column -> assertThat(row.get(column)).as(column).isNotEmpty());
        List.of("BilledCost", "EffectiveCost", "ContractedCost", "ListCost")
                .forEach(column -> assertThat(row.get(column)).as(column).matches("-?[0-9]+(\\.[0-9]+)?"));
        List.of("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd")
                .forEach(column -> assertThat(row.get(column))
                        .as(column)
                        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
        assertThat(row.get("BillingPeriodStart")).isEqualTo("2026-12-01T00:00:00Z");
        assertThat(row.get("BillingPeriodEnd")).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(row.get("BillingCurrency")).matches("[A-Z]{3}");
        assertThat(row.get("ChargeCategory")).isIn("Usage", "Purchase", "Tax", "Credit", "Adjustment");
        assertThat(row.get("ChargeClass")).isIn("", "Correction");
        assertThat(row.get("ChargeFrequency")).isIn("One-Time", "Recurring", "Usage-Based");
        assertThat(row.get("ServiceCategory")).isIn("Storage", "Compute");
        assertThat(Json.parseObject(Objects.requireNonNull(row.get("Tags"))
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .text("kind"))
                .isEqualTo(kind.name());
        if (kind == CostKind.USAGE) {
            assertThat(product(row, "PricingQuantity", "ContractedUnitPrice"))
                    .isEqualByComparingTo(row.get("ContractedCost"));
            assertThat(product(row, "PricingQuantity", "ListUnitPrice")).isEqualByComparingTo(row.get("ListCost"));
            assertThat(row.get("ConsumedUnit")).isEqualTo("Byte-Seconds");
        } else {
            assertThat(row.get("ConsumedQuantity")).isEmpty();
            assertThat(row.get("PricingQuantity")).isEmpty();
        }
    }

    @Example
    void moneyThatOnlyMovesIsNoCharge() {
        assertThat(FocusCsv.row(line(CostKind.DEPOSIT, "north"))).isEmpty();
        assertThat(FocusCsv.row(line(CostKind.REFUND, "north"))).isEmpty();
    }

    @Example
    void textsAreNeverFormulasAndNegativeNumbersStayNumbers() {
        for (var name : List.of("=1+1", "+1", "-1", "@sum", "\tx", "\rx")) {
            assertThat(row(line(CostKind.USAGE, name)).get("ProviderName")).isEqualTo("'" + name);
        }
        assertThat(row(line(CostKind.REBATE, "north")).get("BilledCost")).startsWith("-");
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll @Size(min = 1, max = 6) List<String> cells) {
        assertThat(parse(Csv.row(cells))).isEqualTo(cells);
    }

    @Example
    void aLineSurvivesItsJson() {
        for (var kind : CostKind.values()) {
            var line = line(kind, "north, \"the\" first\r\n");
            var back = CostLine.from(line.toJson());
            assertThat(back.toJson()).isEqualTo(line.toJson());
            assertThat(back.amount()).isEqualByComparingTo(line.amount());
        }
    }

    private static BigDecimal product(Map<String, String> row, String one, String other) {
        return new BigDecimal(row.get(one)).multiply(new BigDecimal(row.get(other)));
    }

    private static Map<String, String> row(CostLine line) {
        var names = parse(FocusCsv.header());
        var values = parse(FocusCsv.row(line));
        assertThat(values).hasSameSizeAs(names);
        var row = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), values.get(i));
        }
        return row;
    }

    private static CostLine line(CostKind kind, String provider) {
        var price = new BigDecimal(BigInteger.valueOf(12_345), CostLine.PRICE_DECIMALS);
        var quantity = BigInteger.valueOf(1_000_001);
        boolean usage = kind == CostKind.USAGE;
        return new CostLine(
                kind,
                "0xaa",
                "0x" + "11".repeat(32),
                "storage",
                provider,
                "0xbb",
                "eu-west-1",
                usage ? "byteSeconds" : "",
                FROM,
                TO,
                usage ? quantity : BigInteger.ZERO,
                price,
                price.add(price),
                usage ? price.multiply(new BigDecimal(quantity)) : new BigDecimal("-0.000003"),
                "");
    }

    /// Reads one record as RFC 4180 says.
    private static List<String> parse(String text) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length() - 2; i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && text.charAt(i + 1) == '"' && i + 1 < text.length() - 2) {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
