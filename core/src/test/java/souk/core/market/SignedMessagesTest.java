package souk.core.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.Vectors;
import souk.core.eip712.TypedData;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;

/// The signed messages against the vectors that the contracts and ethers are checked against.
final class SignedMessagesTest {
    private static final JsonObject FILE = Vectors.object("eip712.json");

    static Stream<JsonObject> vectors() {
        return FILE.array("vectors").objects();
    }

    @Test
    void hashesTheDomain() {
        assertThat(domain().separator()).isEqualTo(new Digest(FILE.text("domainSeparator")));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void hashesEveryMessage(JsonObject vector) {
        var message = message(vector);

        assertThat(message.structHash()).isEqualTo(new Digest(vector.text("structHash")));
        assertThat(TypedData.digest(domain(), message)).isEqualTo(new Digest(vector.text("digest")));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void namesEveryTypeAsTheContractsDo(JsonObject vector) {
        assertThat(typeOf(message(vector))).isEqualTo(vector.text("encodeType"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesEveryMessageAsItWasRead(JsonObject vector) {
        assertThat(jsonOf(message(vector)).canonical())
                .isEqualTo(vector.object("message").canonical());
    }

    private static TypedData.Message message(JsonObject vector) {
        var json = vector.object("message");
        return switch (vector.text("type")) {
            case "Offer" -> Offer.from(json);
            case "Order" -> Order.from(json);
            case "Quote" -> Quote.from(json);
            case "Voucher" -> Voucher.from(json);
            case "Receipt" -> Receipt.from(json);
            case "InventoryRoot" -> InventoryRoot.from(json);
            case "CloseConsent" -> CloseConsent.from(json);
            default -> throw new AssertionError(vector.text("type"));
        };
    }

    private static String typeOf(TypedData.Message message) {
        return switch (message) {
            case Offer _ -> Offer.TYPE;
            case Order _ -> Order.TYPE;
            case Quote _ -> Quote.TYPE;
            case Voucher _ -> Voucher.TYPE;
            case Receipt _ -> Receipt.TYPE;
            case InventoryRoot _ -> InventoryRoot.TYPE;
            case CloseConsent _ -> CloseConsent.TYPE;
            default -> throw new AssertionError(message);
        };
    }

    private static JsonObject jsonOf(TypedData.Message message) {
        return switch (message) {
            case Offer offer -> offer.toJson();
            case Order order -> order.toJson();
            case Quote quote -> quote.toJson();
            case Voucher voucher -> voucher.toJson();
            case Receipt receipt -> receipt.toJson();
            case InventoryRoot inventory -> inventory.toJson();
            case CloseConsent consent -> consent.toJson();
            default -> throw new AssertionError(message);
        };
    }

    private static TypedData.Domain domain() {
        var domain = FILE.object("domain");
        return new TypedData.Domain(domain.integer("chainId"), new Address(domain.text("verifyingContract")));
    }
}
