package souk.economy;

import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Signature;

/// The wire form of signed vouchers.
public final class SignedVouchers {
    private SignedVouchers() {}

    public static JsonObject toJson(Signed<Voucher> voucher) {
        return Json.object()
                .put("voucher", voucher.message().toJson())
                .put("signature", voucher.signature().hex())
                .build();
    }

    /// Reads what [#toJson(Signed)] wrote.
    public static Signed<Voucher> from(JsonObject json) {
        return new Signed<>(Voucher.from(json.object("voucher")), new Signature(json.text("signature")));
    }

    static JsonArray toJson(List<Signed<Voucher>> vouchers) {
        return Json.array(vouchers.stream().map(SignedVouchers::toJson).toList());
    }

    static List<Signed<Voucher>> from(JsonArray array) {
        return array.objects().map(SignedVouchers::from).toList();
    }
}
