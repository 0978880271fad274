package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

final class LedgerEntryTest {
    private static final EventPosition POSITION =
            new EventPosition(ChainId.evm(31_337), 7, digest("1"), digest("2"), 3);

    static Stream<Class<?>> kinds() {
        return Arrays.stream(LedgerEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void readsEveryKindOfEventThatItWrote(Class<?> kind) throws ReflectiveOperationException {
        var entry = new LedgerEntry(POSITION, Instant.ofEpochSecond(1_800_000_000), sample(kind));

        assertThat(LedgerEntry.from(Json.parseObject(entry.toJson().canonical())))
                .isEqualTo(entry);
    }

    @Test
    void refusesAnUnknownKind() {
        assertThatThrownBy(() -> LedgerEvent.from("SomethingElse", Json.object().build()))
                .isInstanceOf(SoukException.class);
    }

    @Test
    void readsStatesThatItWrote() {
        var parameters = MarketParameters.local();
        var provider = new ProviderState(
                address(), digest("3"), "https://a", "eu", BigInteger.ONE, BigInteger.TWO, Instant.EPOCH, 1, 2, true);

        assertThat(MarketParameters.from(parameters.toJson())).isEqualTo(parameters);
        assertThat(ProviderState.from(provider.toJson())).isEqualTo(provider);
    }

    private static LedgerEvent sample(Class<?> kind) throws ReflectiveOperationException {
        var components = kind.getRecordComponents();
        var types = Arrays.stream(components).map(c -> c.getType()).toArray(Class<?>[]::new);
        var values = Arrays.stream(types).map(LedgerEntryTest::sampleOf).toArray();
        return (LedgerEvent) kind.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object sampleOf(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Address" -> address();
            case "Digest" -> digest("5");
            case "LeaseId" -> LeaseId.of(digest("6").bytes());
            case "BigInteger" -> BigInteger.TWO.pow(120);
            case "String" -> "text";
            case "Reading" -> Reading.ofProbes(999_500, 41_000);
            case "Instant" -> Instant.ofEpochSecond(1_700_000_000);
            case "long" -> 42L;
            case "int" -> 42;
            case "boolean" -> true;
            default -> type.getEnumConstants()[1];
        };
    }

    private static Address address() {
        return new Address("0x" + "a".repeat(40));
    }

    private static Digest digest(String digit) {
        return new Digest("0x" + digit.repeat(64));
    }
}
