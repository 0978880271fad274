package souk.evm;

import com.esaulpaugh.headlong.abi.ABIType;
import com.esaulpaugh.headlong.abi.ArrayType;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;

/// Between the words of core and the types of the ABI library, so that nobody else needs to know which integer of Java
/// stands for which integer of Solidity. Structs and arrays are lists, numbers that come back are `BigInteger`.
final class AbiValues {
    private AbiValues() {}

    static Tuple tuple(TupleType<?> type, List<?> values) {
        if (type.size() != values.size()) {
            throw new IllegalArgumentException(type + " does not have " + values.size() + " members");
        }
        var converted = new Object[values.size()];
        for (int i = 0; i < converted.length; i++) {
            converted[i] = toAbi(type.<ABIType<?>>get(i), values.get(i));
        }
        return Tuple.from(converted);
    }

    static List<Object> list(Tuple tuple) {
        var values = new ArrayList<Object>(tuple.size());
        for (Object value : tuple) {
            values.add(fromAbi(value));
        }
        return values;
    }

    private static Object toAbi(ABIType<?> type, Object value) {
        return switch (type.typeCode()) {
            case ABIType.TYPE_CODE_INT -> number(value).intValueExact();
            case ABIType.TYPE_CODE_LONG -> number(value).longValueExact();
            case ABIType.TYPE_CODE_BIG_INTEGER -> number(value);
            case ABIType.TYPE_CODE_ARRAY -> array((ArrayType<?, ?, ?>) type, value);
            case ABIType.TYPE_CODE_TUPLE -> tuple((TupleType<?>) type, (List<?>) value);
            case ABIType.TYPE_CODE_ADDRESS ->
                com.esaulpaugh.headlong.abi.Address.wrap(
                        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(((Address) value).hex()));
            default -> value;
        };
    }

    private static BigInteger number(Object value) {
        return switch (value) {
            case BigInteger number -> number;
            case Long number -> BigInteger.valueOf(number);
            case Integer number -> BigInteger.valueOf(number);
            case Instant time -> BigInteger.valueOf(time.getEpochSecond());
            case Duration duration -> BigInteger.valueOf(duration.toSeconds());
            default -> throw new IllegalArgumentException("not a number: " + value.getClass());
        };
    }

    private static Object array(ArrayType<?, ?, ?> type, Object value) {
        return switch (value) {
            case Digest digest -> digest.bytes();
            case LeaseId lease -> lease.bytes();
            case Signature signature -> signature.bytes();
            case UnitPrices prices -> prices.values().toArray(BigInteger[]::new);
            case List<?> list -> elements(type, list);
            default -> value;
        };
    }

    private static Object elements(ArrayType<?, ?, ?> type, List<?> values) {
        var elementType = (ABIType<?>) type.getElementType();
        var array = Array.newInstance(type.clazz().getComponentType(), values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, toAbi(elementType, values.get(i)));
        }
        return array;
    }

    private static Object fromAbi(Object value) {
        return switch (value) {
            case Integer number -> BigInteger.valueOf(number);
            case Long number -> BigInteger.valueOf(number);
            case com.esaulpaugh.headlong.abi.Address address -> new Address(address.toString());
            case Tuple tuple -> list(tuple);
            case Object[] array ->
                List.of(array).stream().map(AbiValues::fromAbi).toList();
            default -> value;
        };
    }
}
