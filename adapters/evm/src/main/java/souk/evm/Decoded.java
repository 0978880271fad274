package souk.evm;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Values that came back from a contract, read by their position.
record Decoded(List<Object> values) {
    Address address(int index) {
        return (Address) values.get(index);
    }

    Digest digest(int index) {
        return Digest.of((byte[]) values.get(index));
    }

    List<Address> addresses(int index) {
        return ((List<?>) values.get(index)).stream().map(Address.class::cast).toList();
    }

    LeaseId lease(int index) {
        return LeaseId.of((byte[]) values.get(index));
    }

    BigInteger amount(int index) {
        return (BigInteger) values.get(index);
    }

    long number(int index) {
        return amount(index).longValueExact();
    }

    int small(int index) {
        return amount(index).intValueExact();
    }

    Instant time(int index) {
        return Instant.ofEpochSecond(number(index));
    }

    Duration seconds(int index) {
        return Duration.ofSeconds(number(index));
    }

    boolean flag(int index) {
        return (Boolean) values.get(index);
    }

    String text(int index) {
        return (String) values.get(index);
    }

    <E extends Enum<E>> E constant(int index, Class<E> type) {
        return type.getEnumConstants()[small(index)];
    }

    @SuppressWarnings("unchecked") // a struct is always a list of objects
    Decoded struct(int index) {
        return new Decoded((List<Object>) values.get(index));
    }

    List<byte[]> words(int index) {
        var list = (List<?>) values.get(index);
        return list.stream().map(byte[].class::cast).toList();
    }

    List<Decoded> structs(int index) {
        var list = (List<?>) values.get(index);
        return list.stream().map(Decoded::ofStruct).toList();
    }

    @SuppressWarnings("unchecked") // a struct is always a list of objects
    private static Decoded ofStruct(Object value) {
        return new Decoded((List<Object>) value);
    }
}
