package souk.sdk.cost;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// One line of a cost report. Over any lease, the charges add up to its newest voucher, to the smallest unit.
///
/// @param account who pays
/// @param lease empty where the line is about the account
/// @param service `storage` or `compute`; empty where the line is about the account
/// @param provider what people call the provider
/// @param meter what was counted; empty where nothing was
/// @param to exclusive
/// @param quantity in the meter's unit; zero where nothing was counted
/// @param price of one unit, as the lease's quote says, in whole units of the currency
/// @param listPrice of one unit, as the provider's offer said
/// @param amount in whole units of the currency; negative where it lowers the cost
/// @param reference transaction on the ledger; empty where there is none
public record CostLine(
        CostKind kind,
        String account,
        String lease,
        String service,
        String provider,
        String providerAccount,
        String region,
        String meter,
        Instant from,
        Instant to,
        BigInteger quantity,
        BigDecimal price,
        BigDecimal listPrice,
        BigDecimal amount,
        String reference) {
    /// Decimals of the asset, sUSD.
    public static final int ASSET_DECIMALS = 6;
    /// Decimals of a unit price: those of the asset and another 18.
    public static final int PRICE_DECIMALS = 24;
    /// What amounts are counted in.
    public static final String CURRENCY = "sUSD";

    /// What a number of smallest units is in whole ones.
    public static BigDecimal amount(BigInteger smallest) {
        return new BigDecimal(smallest, ASSET_DECIMALS);
    }

    /// A number without an exponent and without zeros that say nothing.
    public static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("kind", kind.name())
                .put("account", account)
                .put("lease", lease)
                .put("service", service)
                .put("provider", provider)
                .put("providerAccount", providerAccount)
                .put("region", region)
                .put("meter", meter)
                .put("from", from.toString())
                .put("to", to.toString())
                .amount("quantity", quantity)
                .put("price", plain(price))
                .put("listPrice", plain(listPrice))
                .put("amount", plain(amount))
                .put("reference", reference)
                .build();
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws SoukException `BAD_JSON`
    public static CostLine from(JsonObject json) {
        try {
            return new CostLine(
                    CostKind.valueOf(json.text("kind")),
                    json.text("account"),
                    json.text("lease"),
                    json.text("service"),
                    json.text("provider"),
                    json.text("providerAccount"),
                    json.text("region"),
                    json.text("meter"),
                    Instant.parse(json.text("from")),
                    Instant.parse(json.text("to")),
                    json.amount("quantity"),
                    new BigDecimal(json.text("price")),
                    new BigDecimal(json.text("listPrice")),
                    new BigDecimal(json.text("amount")),
                    json.text("reference"));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_JSON, "not a line of a cost report: " + e.getMessage(), e);
        }
    }
}
