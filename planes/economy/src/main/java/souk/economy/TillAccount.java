package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// What a provider was promised under one lease.
///
/// @param payer who signs the vouchers: the lease's payer or its session key
/// @param deposit all that is locked
/// @param settled what the ledger has paid out already
/// @param submitted the cumulative amount of the voucher last handed over for settlement
/// @param submittedAt when that was; for the first time, when the account was opened
/// @param vouchers the newest voucher, none before the first
public record TillAccount(
        LeaseId lease,
        Address payer,
        BigInteger deposit,
        BigInteger settled,
        BigInteger submitted,
        Instant submittedAt,
        List<Signed<Voucher>> vouchers) {
    public TillAccount {
        vouchers = List.copyOf(vouchers);
    }

    static TillAccount open(LeaseId lease, Address payer, BigInteger deposit, Instant now) {
        return new TillAccount(lease, payer, deposit, BigInteger.ZERO, BigInteger.ZERO, now, List.of());
    }

    /// The newest voucher.
    public Optional<Signed<Voucher>> newest() {
        return vouchers.stream().findFirst();
    }

    /// What the newest voucher promises, zero before the first.
    public BigInteger promised() {
        return newest().map(voucher -> voucher.message().cumulative()).orElse(BigInteger.ZERO);
    }

    /// What was promised and not yet paid out; never negative.
    public BigInteger unsettled() {
        return promised().subtract(settled).max(BigInteger.ZERO);
    }

    TillAccount withDeposit(BigInteger value) {
        return new TillAccount(lease, payer, value, settled, submitted, submittedAt, vouchers);
    }

    TillAccount withVoucher(Signed<Voucher> voucher) {
        return new TillAccount(lease, payer, deposit, settled, submitted, submittedAt, List.of(voucher));
    }

    TillAccount withSubmission(BigInteger cumulative, Instant at) {
        return new TillAccount(lease, payer, deposit, settled, cumulative, at, vouchers);
    }

    TillAccount withSettled(BigInteger value) {
        return new TillAccount(lease, payer, deposit, value, submitted, submittedAt, vouchers);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("payer", payer.hex())
                .amount("deposit", deposit)
                .amount("settled", settled)
                .amount("submitted", submitted)
                .put("submittedAt", submittedAt.getEpochSecond())
                .put("vouchers", SignedVouchers.toJson(vouchers))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static TillAccount from(JsonObject json) {
        return new TillAccount(
                new LeaseId(json.text("lease")),
                new Address(json.text("payer")),
                json.amount("deposit"),
                json.amount("settled"),
                json.amount("submitted"),
                Instant.ofEpochSecond(json.integer("submittedAt")),
                SignedVouchers.from(json.array("vouchers")));
    }
}
