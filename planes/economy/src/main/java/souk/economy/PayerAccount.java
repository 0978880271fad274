package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;

/// What a payer owes under one lease.
///
/// @param prices of the quote that opened the lease
/// @param deposit all that was locked, top-ups included; no voucher exceeds it
/// @param readings the sum of all that is paid for, in meter order
/// @param lastReceipt struct hash of the newest receipt, zero before the first
/// @param receiptsTo end of the newest receipt
/// @param lastEpoch number of the newest epoch, −1 before the first
/// @param usage running digest of all usage: SHA-256(before ‖ digest of the usage)
/// @param vouchers the newest voucher handed out, none before the first
public record PayerAccount(
        LeaseId lease,
        UnitPrices prices,
        BigInteger deposit,
        List<BigInteger> readings,
        Digest lastReceipt,
        Instant receiptsTo,
        long lastEpoch,
        Digest usage,
        List<Signed<Voucher>> vouchers) {
    public PayerAccount {
        readings = List.copyOf(readings);
        vouchers = List.copyOf(vouchers);
    }

    static PayerAccount open(LeaseId lease, UnitPrices prices, BigInteger deposit) {
        return new PayerAccount(
                lease, prices, deposit, List.of(), Digest.ZERO, Instant.EPOCH, -1, Digest.ZERO, List.of());
    }

    /// What was earned so far, in smallest units. One division over the whole sum: splitting use into many
    /// receipts
    /// neither costs nor saves anything.
    public BigInteger earned() {
        return prices.charge(readings);
    }

    /// What may be promised: what was earned, up to the deposit.
    public BigInteger payable() {
        return earned().min(deposit);
    }

    /// What the newest voucher promises, zero before the first.
    public BigInteger promised() {
        return newest().map(voucher -> voucher.message().cumulative()).orElse(BigInteger.ZERO);
    }

    /// Whether the deposit is used up, so that further service would not be paid.
    public boolean isExhausted() {
        return earned().compareTo(deposit) >= 0;
    }

    /// The newest voucher.
    public Optional<Signed<Voucher>> newest() {
        return vouchers.stream().findFirst();
    }

    PayerAccount withDeposit(BigInteger value) {
        return new PayerAccount(lease, prices, value, readings, lastReceipt, receiptsTo, lastEpoch, usage, vouchers);
    }

    PayerAccount withReceipt(Usage.Metered metered) {
        var receipt = metered.receipt();
        return new PayerAccount(
                lease,
                prices,
                deposit,
                Readings.sum(readings, receipt.readings()),
                receipt.structHash(),
                receipt.to(),
                lastEpoch,
                usageAfter(metered),
                vouchers);
    }

    PayerAccount withEpoch(Usage.Epoch epoch) {
        var earned = epoch.outcome() == Usage.EpochOutcome.PASSED ? epoch.readings() : List.<BigInteger>of();
        return new PayerAccount(
                lease,
                prices,
                deposit,
                Readings.sum(readings, earned),
                lastReceipt,
                receiptsTo,
                epoch.epoch(),
                usageAfter(epoch),
                vouchers);
    }

    PayerAccount withVoucher(Signed<Voucher> voucher) {
        return new PayerAccount(
                lease, prices, deposit, readings, lastReceipt, receiptsTo, lastEpoch, usage, List.of(voucher));
    }

    /// With the least readings that earn what was promised; of several meters the first priced one is
    /// taken, since a voucher does not tell.
    PayerAccount restored(Signed<Voucher> voucher) {
        var message = voucher.message();
        var raised = new ArrayList<>(readings);
        while (raised.size() < prices.values().size()) {
            raised.add(BigInteger.ZERO);
        }
        var missing = message.cumulative().subtract(earned());
        for (int i = 0; i < raised.size() && missing.signum() > 0; i++) {
            var price = prices.values().get(i);
            if (price.signum() > 0) {
                var more = missing.multiply(UnitPrices.SCALE)
                        .add(price)
                        .subtract(BigInteger.ONE)
                        .divide(price);
                raised.set(i, raised.get(i).add(more));
                missing = BigInteger.ZERO;
            }
        }
        return new PayerAccount(
                lease, prices, deposit, raised, lastReceipt, receiptsTo, lastEpoch, message.usage(), List.of(voucher));
    }

    private Digest usageAfter(Usage next) {
        return Digest.of(Sha256.hash(usage.bytes(), next.digest().bytes()));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .amounts("prices", prices.values())
                .amount("deposit", deposit)
                .amounts("readings", readings)
                .put("lastReceipt", lastReceipt.hex())
                .put("receiptsTo", receiptsTo.getEpochSecond())
                .put("lastEpoch", lastEpoch)
                .put("usage", usage.hex())
                .put("vouchers", SignedVouchers.toJson(vouchers))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static PayerAccount from(JsonObject json) {
        return new PayerAccount(
                new LeaseId(json.text("lease")),
                new UnitPrices(json.amounts("prices")),
                json.amount("deposit"),
                json.amounts("readings"),
                new Digest(json.text("lastReceipt")),
                Instant.ofEpochSecond(json.integer("receiptsTo")),
                json.integer("lastEpoch"),
                new Digest(json.text("usage")),
                SignedVouchers.from(json.array("vouchers")));
    }
}
